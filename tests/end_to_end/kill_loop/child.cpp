/// The process that is killed: an engine, a worker and clients on one file.
///   kill_loop_child FOLDER run SEED      works until it is killed
///   kill_loop_child FOLDER finish        takes what is open to its end, and exits with 0
/// SKALD_KILL_CHECKPOINT=<n>: dies before the n-th write of a checkpoint. See also
/// engine/base/kill_points.h.
#include <skald/worker.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <iostream>
#include <thread>

#include "engine/store/store.h"
#include "tests/end_to_end/kill_loop/checkpoint_kill.h"
#include "tests/end_to_end/kill_loop/customers.h"
#include "tests/end_to_end/kill_loop/stories.h"
#include "workers/embedded_connection.h"

namespace skald::kill_loop {
namespace {

// Limits so small that folds, checkpoints and derived rows happen all the time.
std::shared_ptr<workers::Connection> open_engine(const std::string& path) {
  store::Options store_options{
      .path = path, .passive_checkpoint_bytes = 200 << 10, .restart_checkpoint_bytes = 800 << 10};
  if (const char* count = std::getenv("SKALD_KILL_CHECKPOINT")) {
    store_options.vfs = register_checkpoint_kill(std::strtol(count, nullptr, 10));
  }
  auto store = store::open_sqlite(store_options);
  if (!store.ok()) throw std::runtime_error(store.error().message);
  runtime::Options options;
  options.shards = 2;
  options.fold_rows = 4;
  options.derived_age = std::chrono::milliseconds(20);
  options.resident_bytes = 64 << 10;
  auto engine = runtime::Engine::open(std::move(*store), options);
  if (!engine.ok()) throw std::runtime_error(engine.error().message);
  return workers::EmbeddedConnection::make(std::move(*engine), path);
}

void run_customers(Customers& customers, unsigned seed) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 12; ++i) threads.emplace_back([&, i] { customers.start_stories(seed + i); });
  customers.finish_open_runs();
  for (std::thread& thread : threads) thread.join();
}

int run(const std::string& folder, const std::string& what, unsigned seed) {
  spdlog::set_level(spdlog::level::warn);
  Ledger ledger(folder + "/ledger");
  use_ledger(ledger);
  const auto connection = open_engine(folder + "/engine.db");
  Registry registry;
  add_stories(registry);
  Worker worker(connection, kTaskQueue, {.cached_runs = 8});
  worker.add(std::move(registry));
  worker.start();
  Customers customers(connection, ledger);
  if (what == "run") run_customers(customers, seed);
  while (customers.finish_open_runs()) {
  }
  worker.stop();
  connection->shut_down();
  return 0;
}

}  // namespace
}  // namespace skald::kill_loop

int main(int count, char** arguments) {
  if (count < 3) return 2;
  try {
    const unsigned seed = count > 3 ? static_cast<unsigned>(std::strtoul(arguments[3], nullptr, 10)) : 0;
    return skald::kill_loop::run(arguments[1], arguments[2], seed);
  } catch (const std::exception& error) {
    std::cerr << "kill_loop_child: " << error.what() << '\n';
    return 1;
  }
}
