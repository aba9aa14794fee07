#include "engine/service/poll.h"

#include <random>

namespace skald::service {
namespace {

// Of names that nothing has checked.
constexpr std::size_t kLongestName = 1000;

// So that thousands of polls that came together do not come together for ever.
Duration shortened(Duration long_poll) {
  thread_local std::minstd_rand random(std::random_device{}());
  return long_poll - long_poll / 6 * std::uniform_int_distribution<int>(0, 100)(random) / 100;
}

}  // namespace

std::string deployment_of(const temporal::api::deployment::v1::WorkerDeploymentOptions& options) {
  return options.ByteSizeLong() <= 2 * kLongestName ? options.SerializeAsString() : std::string();
}

std::string normal_queue_of(const temporal::api::taskqueue::v1::TaskQueue& queue) {
  const bool is_sticky = queue.kind() == temporal::api::enums::v1::TASK_QUEUE_KIND_STICKY;
  return is_sticky && queue.normal_name().size() <= kLongestName ? queue.normal_name() : std::string();
}

Time poll_end(const runtime::Engine& engine, const Caller& caller) {
  const Time now = engine.options().clock->now();
  const Duration long_poll = engine.options().task_long_poll;
  return now + long_poll_time(caller, now, caller.in_process ? long_poll : shortened(long_poll));
}

}  // namespace skald::service
