#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skald {

/// Lengths of time are nanoseconds; every std::chrono duration converts. Zero means "not set", as in
/// Temporal.
using Duration = std::chrono::nanoseconds;
/// Wall-clock time.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// When and how often a failed attempt is repeated. Zero fields take Temporal's defaults.
struct RetryPolicy {
  Duration initial_interval = {};      ///< Before the second attempt; default 1 s.
  double backoff_coefficient = {};     ///< Factor from one interval to the next, at least 1; default 2.
  Duration maximum_interval = {};      ///< Default: 100 times the first.
  std::int32_t maximum_attempts = {};  ///< All attempts counted; 0: no limit.
  std::vector<std::string> non_retryable_error_types = {};  ///< ApplicationError types that end the retries.
};

/// How an activity is run. At least one of start_to_close and schedule_to_close must be set.
struct ActivityOptions {
  std::string id = {};              ///< Default: a number, in order of calls.
  std::string task_queue = {};      ///< Default: the workflow's own.
  Duration schedule_to_close = {};  ///< All attempts together.
  Duration schedule_to_start = {};  ///< Waiting for a worker.
  Duration start_to_close = {};     ///< One attempt.
  Duration heartbeat = {};          ///< Longest time between two heartbeats of one attempt.
  RetryPolicy retry = {};
  bool wait_for_cancellation = {};  ///< On cancellation wait until the activity says how it ended.
  std::string summary = {};         ///< For people; shown in timelines.
};

}  // namespace skald
