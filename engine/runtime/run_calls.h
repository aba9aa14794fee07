#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <temporal/api/query/v1/message.pb.h>

#include "engine/core/update.h"
#include "engine/runtime/matching.h"

namespace skald::runtime {

class Run;

using QueryResult = Result<temporal::api::common::v1::Payloads>;

/// A query that a worker is to answer.
struct WaitingQuery {
  std::string id;
  temporal::api::query::v1::WorkflowQuery query;
  /// Takes the result, once, on the shard's thread.
  std::function<void(const Run&, QueryResult)> answer;

  /// It comes with the next workflow task, or as a task of its own over the sticky or the run's own queue.
  enum class Way { kWithTask, kSticky, kNormal };
  Way way = Way::kWithTask;
  /// Where it stands in matching as a task of its own; 0: it was taken.
  QueueKey queue = {};
  Matching::TaskId offer = 0;
};

/// What callers have asked of a run and its worker has not answered. Of this process: a crash takes it, and
/// the callers hear of that.
struct RunCalls {
  std::vector<std::shared_ptr<WaitingQuery>> queries;
  core::AdmittedUpdates updates;
  /// Updates that ended without an event, while those who wait for them are told: rejected (a failure), or
  /// gone (an error).
  std::map<std::string, Result<core::Failure>> update_ends;

  bool empty() const { return queries.empty() && updates.empty(); }
};

}  // namespace skald::runtime
