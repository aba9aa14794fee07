#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "skald/options.h"
#include "skald/payload.h"

namespace skald {

/// Who an activity attempt is.
struct ActivityInfo {
  std::string namespace_name;
  std::string workflow_id;
  std::string run_id;
  std::string workflow_type;
  std::string activity_id;
  std::string activity_type;
  std::string task_queue;
  std::int32_t attempt = 1;  ///< From 1.
  Time scheduled_time;       ///< Of the first attempt.
  Time started_time;         ///< Of this attempt.
  /// When this attempt is given up, by whichever timeout comes first; nothing if none is set.
  std::optional<Time> deadline;
};

namespace detail {

/// What the runner of activities offers to the code that it runs; one object an attempt. The activity's own
/// threads may use it as well, so implementations are thread-safe.
class ActivityContext {
 public:
  virtual ~ActivityContext() = default;
  virtual const ActivityInfo& info() const = 0;
  /// Reports progress; the details reach the next attempt if this one fails. Must not block.
  virtual void heartbeat(Payloads details) = 0;
  /// What the last attempt that failed reported.
  virtual const Payloads& heartbeat_details() const = 0;
  /// Whether the workflow, or the end of the worker, wants this attempt to stop.
  virtual bool is_cancelled() const = 0;
  /// What the workflow sent along beside the arguments.
  virtual const std::map<std::string, Payload>& header() const = 0;
};

/// The context of the attempt that runs on this thread; UsageError outside an activity.
ActivityContext& current_activity();

/// Makes `context` the thread's own for as long as this lives.
class CurrentActivity {
 public:
  explicit CurrentActivity(ActivityContext& context);
  ~CurrentActivity();
  CurrentActivity(const CurrentActivity&) = delete;
  CurrentActivity& operator=(const CurrentActivity&) = delete;

 private:
  ActivityContext* before_;
};

}  // namespace detail
}  // namespace skald
