#include "workers/activity_attempt.h"

#include <algorithm>
#include <utility>

#include "engine/api/time.h"

namespace skald::workers {
namespace {

/// How long the attempt may take from now on; nullopt: no limit. Counted from its arrival here and not from
/// the server's start time, because the clocks of two machines differ.
std::optional<Duration> time_limit(const ActivityTask& task, Time now) {
  std::optional<Duration> limit;
  if (api::is_set(task.start_to_close_timeout())) limit = api::to_duration(task.start_to_close_timeout());
  if (api::is_set(task.schedule_to_close_timeout()) && task.has_scheduled_time()) {
    const Duration whole = api::to_duration(task.schedule_to_close_timeout());
    const Duration left = whole - (now - api::to_time(task.scheduled_time()));
    limit = limit ? std::min(*limit, left) : left;
  }
  // The sum with a moment must not overflow.
  constexpr Duration kLongest = std::chrono::hours(24 * 365 * 100);
  return limit ? std::optional(std::min(*limit, kLongest)) : std::nullopt;
}

}  // namespace

ActivityAttempt::ActivityAttempt(ContextRef context, ActivityTask task)
    : context_(std::move(context)), task_(std::move(task)), received_(Clock::system().now()) {
  if (const auto limit = time_limit(task_, received_)) {
    due_ = context_->timers->now() + std::chrono::duration_cast<Timers::TimePoint::duration>(*limit);
  }
}

std::optional<Time> ActivityAttempt::deadline() const {
  const auto limit = time_limit(task_, received_);
  return limit ? std::optional<Time>(received_ + *limit) : std::nullopt;
}

bool ActivityAttempt::is_overdue() const { return due_ && context_->timers->now() >= *due_; }

Duration ActivityAttempt::time_left() const {
  return due_ ? Duration(*due_ - context_->timers->now()) : Duration(std::chrono::hours(24));
}

std::shared_ptr<Heartbeats> ActivityAttempt::make_heartbeats() {
  return std::make_shared<Heartbeats>(
      context_, task_.task_token(), api::to_duration(task_.heartbeat_timeout()),
      [attempt = weak_from_this()](Heartbeats::Verdict verdict) {
        const bool is_requested = verdict == Heartbeats::Verdict::kCancelRequested;
        if (const auto self = attempt.lock())
          self->cancel(is_requested ? Cancellation::kRequested : Cancellation::kGone);
      });
}

void ActivityAttempt::heartbeat(Payloads details) {
  std::shared_ptr<Heartbeats> heartbeats;
  {
    const std::lock_guard lock(mutex_);
    if (heartbeats_ == nullptr) heartbeats_ = make_heartbeats();
    heartbeats = heartbeats_;
  }
  heartbeats->record(std::move(details));
}

Payloads ActivityAttempt::end_heartbeats() {
  std::shared_ptr<Heartbeats> heartbeats;
  {
    const std::lock_guard lock(mutex_);
    heartbeats = heartbeats_;
  }
  return heartbeats == nullptr ? Payloads() : heartbeats->end();
}

void ActivityAttempt::cancel(Cancellation reason) {
  const std::lock_guard lock(mutex_);
  const bool goes_over = cancellation_ == Cancellation::kWorkerStops;
  if (cancellation_ == Cancellation::kNone || goes_over) cancellation_ = reason;
}

ActivityAttempt::Cancellation ActivityAttempt::cancellation() {
  const std::lock_guard lock(mutex_);
  if (cancellation_ == Cancellation::kNone && is_overdue()) cancellation_ = Cancellation::kGone;
  return cancellation_;
}

LogFields ActivityAttempt::log_fields() const {
  return {
      {"namespace", context_->options.namespace_name}, {"workflow", task_.workflow_execution().workflow_id()},
      {"run", task_.workflow_execution().run_id()},    {"activity", task_.activity_id()},
      {"type", task_.activity_type().name()},          {"task_queue", context_->task_queue},
      {"attempt", std::to_string(task_.attempt())}};
}

}  // namespace skald::workers
