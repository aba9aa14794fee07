#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace skald::kill_loop {

/// A program that may be killed. Killed at the latest with this object.
class ChildProcess {
 public:
  /// `environment`: what is set beside this process's own. `log`: the file that takes what it prints; empty:
  /// it prints where this process does.
  ChildProcess(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
               const std::string& log = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// True if it ended within the time.
  bool ended_within(std::chrono::milliseconds limit) const;
  void kill() const;
  /// Asks it to end in order (SIGTERM).
  void ask_to_end() const;
  /// Waits for its end. What waitpid() says.
  int wait_status();

 private:
  pid_t pid_;
  int handle_;
  bool is_reaped_ = false;
};

}  // namespace skald::kill_loop
