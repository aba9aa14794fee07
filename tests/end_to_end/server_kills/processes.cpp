#include "tests/end_to_end/server_kills/processes.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/wire/free_port.h"

namespace skald::kill_loop {

Processes::Processes(std::string folder) : folder_(std::move(folder)), port_(wire_tests::free_port()) {}

Processes::Process Processes::start(const std::vector<std::string>& command,
                                    const std::string& kill_at) const {
  return std::make_unique<ChildProcess>(
      command, std::map<std::string, std::string>{{"SKALD_KILL_AT", kill_at}}, folder_ + "/output");
}

void Processes::start_server(const std::string& kill_at) {
  server_ = start({SKALD_PROGRAM, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port",
                   std::to_string(port_), "--db-filename", database()},
                  kill_at);
}

void Processes::start_worker(std::size_t number, const std::string& kill_at) {
  workers_.at(number) = start({SKALD_SERVER_KILLS_WORKER, address(), ledger()}, kill_at);
}

bool Processes::server_dies_within(std::chrono::milliseconds limit) { return dies_within(server_, limit); }

bool Processes::worker_dies_within(std::size_t number, std::chrono::milliseconds limit) {
  return dies_within(workers_.at(number), limit);
}

bool Processes::dies_within(Process& process, std::chrono::milliseconds limit) const {
  const bool by_itself = process->ended_within(limit);
  if (!by_itself) process->kill();
  const int status = process->wait_status();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << "a process ended with status " << status << "; what they printed:\n"
      << output();
  process.reset();
  return by_itself;
}

int Processes::stop_server() {
  server_->ask_to_end();
  const int status = server_->wait_status();
  server_.reset();
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Processes::output() const {
  std::ostringstream text;
  text << std::ifstream(folder_ + "/output").rdbuf();
  return std::move(text).str();
}

}  // namespace skald::kill_loop
