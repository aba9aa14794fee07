#include "engine/service/caller.h"

#include <algorithm>

namespace skald::service {
namespace {

constexpr Duration kTailRoom = std::chrono::seconds(1);
/// Two seconds, but for what a call that was given them loses on its way here.
constexpr Duration kShortestPoll = std::chrono::milliseconds(1950);

}  // namespace

Duration long_poll_time(const Caller& caller, Time now, Duration at_most) {
  if (!caller.deadline) return at_most;
  return std::clamp(*caller.deadline - now - kTailRoom, Duration::zero(), at_most);
}

Status check_poll_deadline(const Caller& caller, Time now) {
  if (!caller.deadline || *caller.deadline - now >= kShortestPoll) return {};
  return Error{Code::kFailedPrecondition, "Context timeout is too short.", {}};
}

}  // namespace skald::service
