#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "skald/payload.h"
#include "workers/worker_context.h"

namespace skald::workers {

/// Sends the heartbeats of one attempt, seldom enough: the first at once, then at most one in 80 % of the
/// heartbeat timeout (30 s without one), always the newest details. Any thread may call.
class Heartbeats : public std::enable_shared_from_this<Heartbeats> {
 public:
  enum class Verdict {
    kCancelRequested,
    kGone,  ///< The server does not know the attempt any more: timed out, or the workflow has ended.
  };
  using OnVerdict = std::function<void(Verdict)>;

  Heartbeats(ContextRef context, std::string task_token, Duration timeout, OnVerdict on_verdict);

  void record(Payloads details);
  /// Nothing is sent any more. The newest details that nobody has sent; empty if there are none.
  Payloads end();

 private:
  void send_locked(std::unique_lock<std::mutex>& lock);
  void answered(const Result<wire::RecordActivityTaskHeartbeatResponse>& answer);
  void due();

  const ContextRef context_;
  const std::string task_token_;
  const Duration interval_;
  const OnVerdict on_verdict_;

  std::mutex mutex_;
  // protected by mutex_
  Payloads newest_;
  bool has_unsent_ = false;
  bool is_armed_ = false;
  bool has_ended_ = false;
  bool is_first_ = true;
  Timers::TimePoint last_sent_;
};

/// The least time between two heartbeats.
Duration heartbeat_interval(Duration heartbeat_timeout);

}  // namespace skald::workers
