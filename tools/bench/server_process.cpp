#include "tools/bench/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool is_bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!is_bound) throw std::runtime_error("no port is free");
  return ntohs(address.sin_port);
}

bool takes_connections(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  const bool is_there = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return is_there;
}

std::string program_of(const Context& context, ServerKind kind) {
  if (kind == ServerKind::kTemporal) return "temporal";
  return (std::filesystem::absolute(context.program).parent_path() / "skald").string();
}

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("cannot start a process");
  if (process > 0) return process;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execvp(words.front(), words.data());
  ::_exit(127);
}

}  // namespace

std::string suffix(ServerKind kind) { return kind == ServerKind::kTemporal ? ".temporal" : ""; }

ServerProcess::ServerProcess(const Context& context, ServerKind kind, const std::filesystem::path& folder)
    : log_(folder / "server.log") {
  const int port = free_port();
  address_ = "127.0.0.1:" + std::to_string(port);
  const auto start = Steady::now();
  process_ = spawn({program_of(context, kind), "server", "start-dev", "--headless", "--ip", "127.0.0.1",
                    "--port", std::to_string(port), "--db-filename", (folder / "server.db").string()},
                   log_);
  while (!takes_connections(port)) {
    const bool has_ended = ::waitpid(process_, nullptr, WNOHANG) != 0;
    if (has_ended || seconds_since(start) > 60) {
      if (!has_ended) ::kill(process_, SIGKILL);
      throw std::runtime_error("the server did not start; " + log_.string() + " says why");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  seconds_to_listen_ = seconds_since(start);
}

ServerProcess::~ServerProcess() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

double ServerProcess::cpu_seconds() const {
  std::ifstream stat("/proc/" + std::to_string(process_) + "/stat");
  std::string text;
  std::getline(stat, text);
  // Behind the name, which may hold anything: state, then the numbers; user and system time are the 12th and
  // 13th.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string field;
  double ticks = 0;
  for (int i = 1; fields >> field && i <= 13; ++i) {
    if (i >= 12) ticks += std::stod(field);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double ServerProcess::resident_bytes() const {
  std::ifstream statm("/proc/" + std::to_string(process_) + "/statm");
  double pages = 0;
  double resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace skald::bench
