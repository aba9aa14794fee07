#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

namespace skald::end_to_end {

/// Places where activities wait until the test lets them go on. One set a process: activities are plain
/// functions.
class Gates {
 public:
  static Gates& of_process();

  /// Waits until the gate is open.
  void pass(const std::string& gate);
  void open(const std::string& gate);
  /// Waits until somebody waits there, or has passed.
  void await_arrival(const std::string& gate);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  // protected by mutex_
  std::set<std::string> open_;
  std::set<std::string> reached_;
};

}  // namespace skald::end_to_end
