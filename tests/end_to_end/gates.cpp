#include "tests/end_to_end/gates.h"

namespace skald::end_to_end {

Gates& Gates::of_process() {
  static Gates gates;
  return gates;
}

void Gates::pass(const std::string& gate) {
  std::unique_lock lock(mutex_);
  reached_.insert(gate);
  changed_.notify_all();
  changed_.wait(lock, [&] { return open_.count(gate) > 0; });
}

void Gates::open(const std::string& gate) {
  const std::lock_guard lock(mutex_);
  open_.insert(gate);
  changed_.notify_all();
}

void Gates::await_arrival(const std::string& gate) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return reached_.count(gate) > 0; });
}

}  // namespace skald::end_to_end
