#include "skald/activity.h"

#include "skald/detail/idempotency_key.h"

namespace skald {
namespace detail {
namespace {

thread_local ActivityContext* current = nullptr;

}  // namespace

ActivityContext& current_activity() {
  if (current == nullptr) throw UsageError("skald::activity called on a thread that runs no activity");
  return *current;
}

CurrentActivity::CurrentActivity(ActivityContext& context) : before_(current) { current = &context; }

CurrentActivity::~CurrentActivity() { current = before_; }

}  // namespace detail

namespace activity {

std::string idempotency_key() { return detail::make_idempotency_key(info().run_id, info().activity_id); }

void throw_if_cancelled() {
  if (is_cancelled()) throw CancelledError("activity " + info().activity_type + " was cancelled");
}

std::optional<CompensatedAction> compensates() {
  const auto& header = detail::current_activity().header();
  const auto found = header.find(detail::kCompensatesHeader);
  if (found == header.end()) return std::nullopt;
  return Converter<CompensatedAction>::decode(found->second);
}

CompensatedAction compensated_action() {
  auto action = compensates();
  if (!action) throw UsageError("activity " + info().activity_type + " is not a compensation of a saga step");
  return *std::move(action);
}

}  // namespace activity
}  // namespace skald
