#include "engine/service/poll.h"

#include <random>

namespace skald::service {
namespace {

// So that thousands of polls that came together do not come together for ever.
Duration shortened(Duration long_poll) {
  thread_local std::minstd_rand random(std::random_device{}());
  return long_poll - long_poll / 6 * std::uniform_int_distribution<int>(0, 100)(random) / 100;
}

}  // namespace

Time poll_end(const runtime::Engine& engine, const Caller& caller) {
  const Time now = engine.options().clock->now();
  const Duration long_poll = engine.options().task_long_poll;
  return now + long_poll_time(caller, now, caller.in_process ? long_poll : shortened(long_poll));
}

}  // namespace skald::service
