#include "tests/end_to_end/kill_loop/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace skald::kill_loop {

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::map<std::string, std::string>& environment)
    : pid_(::fork()), handle_(-1) {
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) {
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (handle_ < 0) throw std::runtime_error("pidfd_open failed");
}

ChildProcess::~ChildProcess() {
  if (!is_reaped_) {
    kill();
    wait_status();
  }
  ::close(handle_);
}

bool ChildProcess::ended_within(std::chrono::milliseconds limit) const {
  pollfd end{.fd = handle_, .events = POLLIN, .revents = 0};
  return ::poll(&end, 1, static_cast<int>(limit.count())) == 1;
}

void ChildProcess::kill() const { ::kill(pid_, SIGKILL); }

int ChildProcess::wait_status() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  is_reaped_ = true;
  return status;
}

}  // namespace skald::kill_loop
