/// A worker process that is killed: the stories' workflows and activities, on a server.
///   server_kills_worker ADDRESS LEDGER
#include <skald/connect.h>
#include <skald/worker.h>
#include <spdlog/spdlog.h>

#include <iostream>

#include "tests/end_to_end/kill_loop/customers.h"
#include "tests/end_to_end/kill_loop/stories.h"

namespace skald::kill_loop {
namespace {

using namespace std::chrono_literals;

void work(const std::string& address, const std::string& ledger_file) {
  spdlog::set_level(spdlog::level::err);
  Ledger ledger(ledger_file);
  use_ledger(ledger);
  const auto server = connect(address, {.patience = 1min});
  Registry registry;
  add_stories(registry);
  // Few cached runs, so that replay is part of it; what waits for a dead worker does not wait for long.
  Worker worker(server, kTaskQueue, {.cached_runs = 8, .sticky_timeout = 500ms});
  worker.add(std::move(registry));
  worker.run();
}

}  // namespace
}  // namespace skald::kill_loop

int main(int count, char** arguments) {
  if (count != 3) return 2;
  try {
    skald::kill_loop::work(arguments[1], arguments[2]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "server_kills_worker: " << error.what() << '\n';
    return 1;
  }
}
