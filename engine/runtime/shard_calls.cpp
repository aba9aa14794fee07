#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/refusal.h"
#include "engine/runtime/shard.h"

/// Callers who wait for a run's worker: what becomes of their queries and updates as the run goes on.
namespace skald::runtime {
namespace {

using Way = WaitingQuery::Way;

// As long as somebody polled this recently, a query that nobody took was only unlucky.
constexpr Duration kPollerIsThere = std::chrono::seconds(20);

Error query_timed_out(Matching& matching, const WaitingQuery& query, Time now) {
  if (query.way == Way::kWithTask || matching.is_polled_since(query.queue, now - kPollerIsThere)) {
    return {Code::kDeadlineExceeded, "query timed out before a worker could process it", {}};
  }
  return {Code::kFailedPrecondition, "no poller seen for task queue recently, worker may be down", {}};
}

}  // namespace

void Shard::ask(Run& run, std::shared_ptr<WaitingQuery> query, Duration at_most) {
  run.calls.queries.push_back(query);
  wait_for_events(
      run,
      [this, query](Run& asked, bool expired) {
        if (!find_query(asked, query->id)) return true;
        const Time now = parts_.options.clock->now();
        if (expired) answer_query(asked, query->id, query_timed_out(parts_.matching, *query, now));
        return expired;
      },
      at_most);
  settle_calls(run);
}

std::shared_ptr<WaitingQuery> Shard::find_query(const Run& run, const std::string& id) const {
  const auto& queries = run.calls.queries;
  const auto found =
      std::find_if(queries.begin(), queries.end(), [&](const auto& query) { return query->id == id; });
  return found == queries.end() ? nullptr : *found;
}

bool Shard::answer_query(Run& run, const std::string& id, QueryResult result) {
  const std::shared_ptr<WaitingQuery> query = find_query(run, id);
  if (!query) return false;
  if (query->offer != 0) parts_.matching.withdraw(query->queue, query->offer);
  std::erase(run.calls.queries, query);
  query->answer(run, std::move(result));
  maybe_droppable_.push_back(run.number);
  return true;
}

void Shard::settle_calls(Run& run) {
  if (run.calls.empty()) return;
  std::erase_if(run.calls.updates, [&](const core::AdmittedUpdate& update) {
    return core::update_stage(run.state, update.id()) != core::UpdateStage::kUnknown;
  });
  if (!run.is_open()) {
    for (const core::AdmittedUpdate& update : run.calls.updates)
      run.calls.update_ends.emplace(update.id(), core::update_aborted(run.state));
    run.calls.updates.clear();
  }
  settle_queries(run);
}

// A query that waited for a workflow task and did not get one is safe by itself: nothing happened before it
// that the worker does not know.
void Shard::settle_queries(Run& run) {
  const bool has_task =
      run.is_open() && run.state.workflow_task().stage() != internal::v1::WorkflowTaskState::STAGE_NONE;
  const bool has_run = run.state.last_completed_event_id() != 0;
  if (has_task || (run.is_open() && !has_run)) return;
  const auto queries = run.calls.queries;
  for (const auto& query : queries) {
    if (query->way != Way::kWithTask) continue;
    if (has_run) {
      send_query(run, query);
    } else {
      answer_query(run, query->id, core::never_ran());
    }
  }
}

void Shard::send_query(Run& run, const std::shared_ptr<WaitingQuery>& query) {
  const auto& sticky = run.state.sticky();
  const bool is_sticky = run.is_open() && run.state.has_sticky();
  query->queue = {run.key.workflow.namespace_name, sticky.task_queue().name(), TaskKind::kWorkflow};
  if (!is_sticky || !parts_.matching.is_polled(query->queue)) {
    if (is_sticky) leave_sticky(run);
    return offer_query(run, *query, Way::kNormal);
  }
  offer_query(run, *query, Way::kSticky);
  wait_for_events(
      run,
      [this, query](Run& asked, bool expired) {
        if (!find_query(asked, query->id) || query->way != Way::kSticky) return true;
        if (!expired) return false;
        if (query->offer != 0) parts_.matching.withdraw(query->queue, query->offer);
        leave_sticky(asked);
        offer_query(asked, *query, Way::kNormal);
        return true;
      },
      api::to_duration(sticky.schedule_to_start_timeout()));
}

void Shard::offer_query(Run& run, WaitingQuery& query, WaitingQuery::Way way) {
  const std::string& normal_queue = run.state.started().task_queue().name();
  query.way = way;
  if (way == Way::kNormal) query.queue.name = normal_queue;
  ReadyTask ready{.run = run.key,
                  .shard = parts_.index,
                  .scheduled_event_id = 0,
                  .attempt = 1,
                  .is_sticky = way == Way::kSticky,
                  .normal_queue = normal_queue,
                  .since = parts_.options.clock->now(),
                  .query_id = query.id};
  query.offer = parts_.matching.offer(query.queue, std::move(ready));
}

// Not here: the run may be in the middle of a transition.
void Shard::leave_sticky(const Run& run) {
  post([key = run.key](Shard& shard) {
    shard.with_run(key, [](Shard& self, Result<Run*> found) {
      if (!found.ok() || *found == nullptr) return;
      Result<core::Decision> decision = core::decide_reset_sticky((*found)->state, self.context());
      if (decision.ok()) self.commit(**found, std::move(*decision));
    });
  });
}

}  // namespace skald::runtime
