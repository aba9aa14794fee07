#include "tests/end_to_end/kill_loop/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace skald::kill_loop {
namespace {

/// Words as execve() wants them; they must outlive the pointers.
std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> with_ours(const std::map<std::string, std::string>& more) {
  std::vector<std::string> list;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (more.count(text.substr(0, text.find('='))) == 0) list.push_back(text);
  }
  for (const auto& [name, value] : more) list.push_back(name + "=" + value);
  return list;
}

/// Only what may be called between fork and exec in a process that has other threads.
[[noreturn]] void become(char* const* command, char* const* environment, const char* log) {
  // A test that is killed leaves nobody behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (*log != '\0') {
    const int out = ::open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
  }
  ::execve(command[0], command, environment);
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::map<std::string, std::string>& environment, const std::string& log)
    : pid_(-1), handle_(-1) {
  const std::vector<char*> words = pointers(command);
  const std::vector<std::string> variables = with_ours(environment);
  const std::vector<char*> settings = pointers(variables);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) become(words.data(), settings.data(), log.c_str());
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

void ChildProcess::ask_to_end() const { ::kill(pid_, SIGTERM); }

int ChildProcess::wait_status() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  is_reaped_ = true;
  return status;
}

}  // namespace skald::kill_loop
