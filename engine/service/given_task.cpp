#include "engine/service/given_task.h"

#include <utility>

#include "engine/service/task_token.h"
#include "skald/internal/v1/page_token.pb.h"

namespace skald::service {
namespace {

using Response = wire::PollWorkflowTaskQueueResponse;

void add_calls(runtime::Run& run, GivenHistory history, Response& response) {
  for (const auto& query : run.calls.queries) {
    if (query->way == runtime::WaitingQuery::Way::kWithTask)
      (*response.mutable_queries())[query->id] = query->query;
  }
  const core::Holds holds = history.from <= 1 ? core::Holds::kWholeHistory : core::Holds::kNewEvents;
  for (auto& message : core::update_messages(run.state, run.calls.updates, holds))
    *response.add_messages() = std::move(message);
}

Response describe_task(runtime::Run& run, GivenHistory history) {
  const core::RunState& state = run.state;
  const internal::v1::WorkflowTaskState& task = state.workflow_task();
  Response response;
  response.set_task_token(workflow_task_token(state).SerializeAsString());
  response.mutable_workflow_execution()->set_workflow_id(run.key.workflow.workflow_id);
  response.mutable_workflow_execution()->set_run_id(run.key.run_id);
  *response.mutable_workflow_type() = state.started().workflow_type();
  response.set_previous_started_event_id(state.previous_started_event_id());
  response.set_started_event_id(task.started_event_id());
  response.set_attempt(task.attempt());
  *response.mutable_workflow_execution_task_queue() = state.started().task_queue();
  *response.mutable_scheduled_time() = task.scheduled_time();
  *response.mutable_started_time() = task.started_time();
  add_calls(run, history, response);
  return response;
}

}  // namespace

void read_given_task(runtime::Engine& engine, runtime::Shard& shard, runtime::Run& run, GivenHistory history,
                     GivenTaskReply done) {
  read_events(engine, shard, run, history.from, kPageBatches,
              [done = std::move(done), run_id = run.key.run_id, response = describe_task(run, history),
               virtual_events = core::transient_events(run.state)](runtime::Shard& self,
                                                                   Result<EventPage> page) mutable {
                if (!page.ok()) return done(self, std::move(page).error());
                response.mutable_history()->Swap(&page->history);
                if (page->next_event_id != 0) {
                  internal::v1::HistoryPageToken token;
                  token.set_run_id(run_id);
                  token.set_next_event_id(page->next_event_id);
                  token.set_started_event_id(response.started_event_id());
                  response.set_next_page_token(token.SerializeAsString());
                } else {
                  for (auto& event : virtual_events) response.mutable_history()->add_events()->Swap(&event);
                }
                done(self, std::move(response));
              });
}

void not_given(runtime::Shard& shard, const runtime::RunKey& key, const core::Poller& worker,
               const Error& error) {
  shard.with_run(key, [worker, error](runtime::Shard& self, Result<runtime::Run*> found) {
    if (!found.ok() || *found == nullptr) return;
    if (error.code == Code::kDataLoss) return self.set_aside(**found, error);
    self.take_task_back(**found, worker);
  });
}

}  // namespace skald::service
