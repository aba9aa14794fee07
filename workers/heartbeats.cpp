#include "workers/heartbeats.h"

#include <algorithm>
#include <utility>

#include "dsl/replay/payload_conversion.h"

namespace skald::workers {

Duration heartbeat_interval(Duration heartbeat_timeout) {
  constexpr Duration kWithoutTimeout = std::chrono::seconds(30);
  constexpr Duration kLongest = std::chrono::minutes(1);
  if (heartbeat_timeout <= Duration::zero()) return kWithoutTimeout;
  return std::min(kLongest, heartbeat_timeout / 5 * 4);
}

Heartbeats::Heartbeats(ContextRef context, std::string task_token, Duration timeout, OnVerdict on_verdict)
    : context_(std::move(context)),
      task_token_(std::move(task_token)),
      interval_(heartbeat_interval(timeout)),
      on_verdict_(std::move(on_verdict)) {}

void Heartbeats::record(Payloads details) {
  std::unique_lock lock(mutex_);
  if (has_ended_) return;
  newest_ = std::move(details);
  has_unsent_ = true;
  const Duration since_last = context_->timers->now() - last_sent_;
  if (is_first_ || since_last >= interval_) return send_locked(lock);
  if (std::exchange(is_armed_, true)) return;
  context_->timers->after(interval_ - since_last, [self = shared_from_this()] { self->due(); });
}

Payloads Heartbeats::end() {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  return has_unsent_ ? newest_ : Payloads();
}

void Heartbeats::due() {
  std::unique_lock lock(mutex_);
  is_armed_ = false;
  if (has_unsent_ && !has_ended_) send_locked(lock);
}

void Heartbeats::send_locked(std::unique_lock<std::mutex>& lock) {
  wire::RecordActivityTaskHeartbeatRequest request;
  request.set_task_token(task_token_);
  request.set_identity(context_->identity);
  request.set_namespace_(context_->options.namespace_name);
  if (!newest_.empty()) replay::to_message(newest_, *request.mutable_details());
  has_unsent_ = false;
  is_first_ = false;
  last_sent_ = context_->timers->now();
  lock.unlock();
  // Not repeated on errors: the next heartbeat is the repetition.
  context_->connection->record_activity_task_heartbeat(
      std::move(request),
      [self = shared_from_this()](const Result<wire::RecordActivityTaskHeartbeatResponse>& answer) {
        self->answered(answer);
      });
}

void Heartbeats::answered(const Result<wire::RecordActivityTaskHeartbeatResponse>& answer) {
  if (answer.ok()) {
    if (answer->cancel_requested()) on_verdict_(Verdict::kCancelRequested);
  } else if (answer.error().code == Code::kNotFound) {
    on_verdict_(Verdict::kGone);
  }
}

}  // namespace skald::workers
