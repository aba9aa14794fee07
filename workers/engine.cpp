#include "skald/engine.h"

#include <future>
#include <utility>

#include "engine/store/store.h"
#include "workers/embedded_connection.h"
#include "workers/engine_port.h"

namespace skald {
namespace {

runtime::Options runtime_options(const EngineOptions& options) {
  runtime::Options result;
  result.shards = options.shards;
  result.loaders = options.loaders;
  result.resident_bytes = options.resident_bytes;
  if (options.on_fatal) {
    result.on_fatal = [on_fatal = options.on_fatal](const Error& error) { on_fatal(error.message); };
  }
  return result;
}

template <class T>
T value_or_throw(Result<T> result) {
  if (!result.ok()) throw EngineError(result.error().message);
  return std::move(result).value();
}

}  // namespace

struct Engine::State {
  std::string path;
  std::shared_ptr<workers::EmbeddedConnection> connection;
  // Before the connection goes, which owns the engine.
  std::unique_ptr<server::Server> port;
};

Engine::Engine(const std::string& path, EngineOptions options) : state_(std::make_unique<State>()) {
  store::Options store_options;
  store_options.path = path;
  store_options.accept_data_loss = options.accept_data_loss;
  if (!options.vfs.empty()) store_options.vfs = options.vfs.c_str();
  auto store = value_or_throw(store::open_sqlite(store_options));
  auto engine = value_or_throw(runtime::Engine::open(std::move(store), runtime_options(options)));
  state_->path = path;
  if (!options.listen.address.empty())
    state_->port = value_or_throw(workers::open_port(*engine, options.listen));
  state_->connection = workers::EmbeddedConnection::make(std::move(engine), path);
}

Engine::~Engine() { stop(); }

void Engine::stop() {
  if (state_->port) state_->port->stop();
  state_->connection->shut_down();
}

std::shared_ptr<workers::Connection> Engine::connection() const { return state_->connection; }

const std::string& Engine::path() const { return state_->path; }

std::string Engine::address() const {
  std::string address;
  state_->connection->use([&](runtime::Engine&) {
    if (state_->port) address = state_->port->address();
  });
  return address;
}

EngineMetrics Engine::metrics() const {
  EngineMetrics result;
  state_->connection->use([&result](runtime::Engine& engine) {
    const runtime::Metrics& metrics = engine.metrics();
    result.syncs = metrics.syncs;
    result.log_rows = metrics.log_rows;
    result.derived_rows = metrics.derived_rows;
    result.checkpoints = metrics.checkpoints;
    result.loads = metrics.loads;
    result.resident_runs = metrics.resident_runs;
    result.quarantined_runs = metrics.quarantined_runs;
    result.recovery_tail_rows = metrics.recovery_tail_rows;
  });
  return result;
}

void Engine::flush() {
  auto done = std::make_shared<std::promise<void>>();
  const std::future<void> flushed = done->get_future();
  state_->connection->use(
      [&done](runtime::Engine& engine) { engine.flush_visibility([done] { done->set_value(); }); });
  done.reset();
  // An engine that is stopped meanwhile drops the promise, which ends the wait as well.
  flushed.wait();
}

}  // namespace skald
