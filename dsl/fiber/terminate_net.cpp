#include <cstdlib>
#include <exception>
#include <mutex>

#include "dsl/fiber/abandonment.h"
#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {
namespace {

std::mutex mutex;
// Under mutex: the handler before ours, as it was first found and as it was found last.
std::terminate_handler first_previous = nullptr;
std::terminate_handler previous = nullptr;

thread_local bool is_in_previous = false;

[[noreturn]] void call_previous() {
  std::terminate_handler handler = nullptr;
  {
    const std::lock_guard lock(mutex);
    // A handler that was set after ours may itself call ours.
    handler = is_in_previous ? first_previous : previous;
  }
  is_in_previous = true;
  if (handler != nullptr) handler();
  std::abort();
}

[[noreturn]] void terminate_net() {
  if (running_fiber != nullptr && running_fiber->run->is_evicting) abandon(*running_fiber);
  call_previous();
}

}  // namespace

void spread_terminate_net() {
  if (std::get_terminate() == &terminate_net) return;
  const std::lock_guard lock(mutex);
  if (std::get_terminate() == &terminate_net) return;
  previous = std::set_terminate(&terminate_net);
  if (first_previous == nullptr) first_previous = previous;
}

}  // namespace skald::fiber
