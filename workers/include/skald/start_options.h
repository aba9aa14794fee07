#pragma once

#include <map>
#include <string>

#include "skald/options.h"
#include "skald/payload.h"

namespace skald {

/// May a workflow id be used again after its last run has ended?
enum class IdReusePolicy {
  kAllowDuplicate,            ///< Yes.
  kAllowDuplicateFailedOnly,  ///< Unless that run completed: then WorkflowAlreadyStartedError.
  kRejectDuplicate,           ///< No: WorkflowAlreadyStartedError. See also Client::start_or_attach.
};

/// What start() does while a run with the id is open.
enum class IdConflictPolicy {
  kFail,               ///< WorkflowAlreadyStartedError.
  kUseExisting,        ///< A handle to that run.
  kTerminateExisting,  ///< Ends that run first.
};

/// How a workflow is started.
struct StartOptions {
  std::string id = {};          ///< Default: a random UUID. At most 1,000 bytes.
  std::string task_queue = {};  ///< Must be set: the queue that its workers listen to.
  IdReusePolicy id_reuse_policy = IdReusePolicy::kAllowDuplicate;
  IdConflictPolicy id_conflict_policy = IdConflictPolicy::kFail;
  Duration execution_timeout = {};           ///< All runs together, with continue-as-new. Default: no limit.
  Duration run_timeout = {};                 ///< One run. Default: no limit.
  Duration task_timeout = {};                ///< One workflow task; default 10 s, at most 120 s.
  RetryPolicy retry = {};                    ///< Whole runs again when they fail. All fields zero: never.
  std::map<std::string, Payload> memo = {};  ///< Shown to people, not to the workflow.
  Duration start_delay = {};                 ///< Before the first workflow task.
  std::string summary = {};                  ///< For people; one line.
  /// Two starts with one request id are one start. Default: a random UUID, the same over all tries of this
  /// call.
  std::string request_id = {};
};

}  // namespace skald
