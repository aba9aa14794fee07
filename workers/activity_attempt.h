#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "workers/heartbeats.h"
#include "workers/worker_context.h"

namespace skald::workers {

using ActivityTask = wire::PollActivityTaskQueueResponse;

/// One attempt of an activity while it runs. The activity's thread, replies and the stopping worker meet
/// here.
class ActivityAttempt : public std::enable_shared_from_this<ActivityAttempt> {
 public:
  enum class Cancellation {
    kNone,
    kRequested,    ///< By the workflow.
    kGone,         ///< Nobody waits for the result: timed out, or the workflow has ended.
    kWorkerStops,  ///< Another worker may try again.
  };

  ActivityAttempt(ContextRef context, ActivityTask task);

  const ActivityTask& task() const { return task_; }
  const WorkerContext& context() const { return *context_; }

  /// When the attempt will be timed out; nullopt: never. Wall-clock time, for the author.
  std::optional<Time> deadline() const;
  bool is_overdue() const;
  /// Until then the server waits for a report; a day if it does not say.
  Duration time_left() const;

  void heartbeat(Payloads details);
  /// No more heartbeats; the newest details that nobody has sent.
  Payloads end_heartbeats();

  /// The first reason stays, but what the server says goes over the worker's stop.
  void cancel(Cancellation reason);
  /// Also kGone as soon as the deadline has passed.
  Cancellation cancellation();

  LogFields log_fields() const;

 private:
  std::shared_ptr<Heartbeats> make_heartbeats();

  const ContextRef context_;
  const ActivityTask task_;
  const Time received_;
  std::optional<Timers::TimePoint> due_;

  std::mutex mutex_;
  // protected by mutex_
  std::shared_ptr<Heartbeats> heartbeats_;  ///< made by the first one: most activities have none
  Cancellation cancellation_ = Cancellation::kNone;
};

}  // namespace skald::workers
