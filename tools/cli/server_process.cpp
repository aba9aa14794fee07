#include "tools/cli/server_process.h"

#include "engine/store/store.h"

namespace skald::cli {
namespace {

Result<std::unique_ptr<store::Store>> open_store(const ServerSetup& setup) {
  if (setup.database.empty()) return store::open_memory();
  store::Options options;
  options.path = setup.database;
  options.accept_data_loss = setup.accept_data_loss;
  return store::open_sqlite(options);
}

}  // namespace

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(const ServerSetup& setup) {
  auto store = open_store(setup);
  if (!store) return store.error();
  auto engine = runtime::Engine::open(std::move(*store), setup.engine);
  if (!engine) return engine.error();
  std::unique_ptr<ServerProcess> process(new ServerProcess());
  process->engine_ = std::move(*engine);
  if (setup.prepare) SKALD_TRY(setup.prepare(*process->engine_));
  auto server = server::Server::start(*process->engine_, setup.listener);
  if (!server) return server.error();
  process->server_ = std::move(*server);
  return process;
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::stop() {
  if (server_) server_->stop();
  if (engine_) engine_->stop();
}

}  // namespace skald::cli
