#pragma once

#include <string>

#include "skald/options.h"

namespace skald {

/// What becomes of a child when its parent has ended.
enum class ParentClosePolicy {
  kTerminate,      ///< It is ended.
  kAbandon,        ///< It goes on.
  kRequestCancel,  ///< It is asked to cancel.
};

/// How a child workflow is run.
struct ChildOptions {
  std::string id = {};  ///< Workflow id. Default: the parent's with a random number, the same at replay.
  std::string task_queue = {};  ///< Default: the parent's own.
  ParentClosePolicy parent_close = ParentClosePolicy::kTerminate;
  Duration execution_timeout = {};     ///< All runs together. Default: no limit.
  Duration run_timeout = {};           ///< One run. Default: no limit.
  Duration task_timeout = {};          ///< One workflow task; default 10 s, at most 120 s.
  RetryPolicy retry = {};              ///< Whole runs again when they fail. All fields zero: never.
  std::string cron_schedule = {};      ///< Run again and again: "0 12 * * MON-FRI". Default: once.
  bool wait_for_cancellation = false;  ///< On cancellation wait until the child says how it ended.
  std::string summary = {};            ///< For people; shown in timelines.
};

}  // namespace skald
