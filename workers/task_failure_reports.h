#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "workers/worker_context.h"

namespace skald::workers {

/// Tells the server of failed workflow tasks. The server gives a failed task out again at once, so the report
/// of attempt n ≥ 2 waits 2^(n−2) seconds, at most a minute: a broken workflow costs next to nothing until
/// somebody repairs it. Any thread may call.
class TaskFailureReports : public std::enable_shared_from_this<TaskFailureReports> {
 public:
  explicit TaskFailureReports(ContextRef context) : context_(std::move(context)) {}

  void report(wire::RespondWorkflowTaskFailedRequest request, std::int32_t attempt);
  /// Sends what waits, and all later reports at once: another worker may do better.
  void flush();

 private:
  void send(wire::RespondWorkflowTaskFailedRequest request);
  void send_waiting(std::uint64_t number);

  ContextRef context_;
  std::mutex mutex_;
  // protected by mutex_
  std::map<std::uint64_t, wire::RespondWorkflowTaskFailedRequest> waiting_;
  std::uint64_t last_number_ = 0;
  bool flushed_ = false;
};

/// How long the report of a failed attempt waits.
Duration report_delay(std::int32_t attempt);

}  // namespace skald::workers
