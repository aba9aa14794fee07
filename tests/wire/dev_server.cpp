#include "tests/wire/dev_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "engine/base/ids.h"
#include "skald/connect.h"
#include "tests/wire/free_port.h"

namespace skald::wire_tests {
namespace {

void run_quietly(const std::string& program, const std::string& log, std::vector<std::string> arguments) {
  std::vector<char*> raw;
  arguments.insert(arguments.begin(), program);
  for (std::string& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execv(program.c_str(), raw.data());
  _exit(127);
}

/// The installation that the suites of outside programs share; its path is the script's last line.
Result<std::string> install() {
  if (const char* named = std::getenv("SKALD_WIRE_SERVER")) return std::string(named);
  FILE* pipe = popen("python3 '" SKALD_OUTSIDE_PROGRAMS "' temporal '" SKALD_INTEROP_FOLDER "' 2>&1", "r");
  std::string line;
  std::array<char, 4096> buffer{};
  while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) line = buffer.data();
  const bool succeeded = pipe != nullptr && pclose(pipe) == 0;
  if (!line.empty() && line.back() == '\n') line.pop_back();
  if (succeeded && std::filesystem::exists(line)) return line;
  return Error{Code::kUnavailable, "Temporal's server could not be installed: " + line, {}};
}

}  // namespace

const Result<std::string>& DevServer::program() {
  static const Result<std::string> program = install();
  return program;
}

DevServer::DevServer()
    : port_(free_port()),
      folder_(std::filesystem::temp_directory_path() / ("skald-dev-server-" + random_uuid())) {
  std::filesystem::create_directory(folder_);
}

DevServer::~DevServer() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string DevServer::address() const { return "127.0.0.1:" + std::to_string(port_); }

void DevServer::start() {
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("fork failed");
  if (process_ == 0) {
    run_quietly(*program(), folder_ / "server.log",
                {"server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", std::to_string(port_),
                 "--db-filename", folder_ / "server.db", "--log-level", "warn"});
  }
  ConnectOptions options;
  options.patience = std::chrono::seconds(60);
  connect(address(), options).stop();
}

void DevServer::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace skald::wire_tests
