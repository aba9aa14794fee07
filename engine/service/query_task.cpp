#include "engine/service/query_task.h"

#include <utility>

#include "engine/service/event_reader.h"
#include "skald/internal/v1/page_token.pb.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using runtime::WaitingQuery;
using Response = wire::PollWorkflowTaskQueueResponse;

Response describe_query(const Run& run, const WaitingQuery& query) {
  const core::RunState& state = run.state;
  internal::v1::TaskToken token;
  *token.mutable_run() = state.identity();
  token.set_query_id(query.id);
  Response response;
  response.set_task_token(token.SerializeAsString());
  response.mutable_workflow_execution()->set_workflow_id(run.key.workflow.workflow_id);
  response.mutable_workflow_execution()->set_run_id(run.key.run_id);
  *response.mutable_workflow_type() = state.started().workflow_type();
  response.set_previous_started_event_id(state.previous_started_event_id());
  response.set_attempt(1);
  *response.mutable_workflow_execution_task_queue() = state.started().task_queue();
  *response.mutable_query() = query.query;
  response.mutable_history();
  return response;
}

// The worker had gone before it got the query: the next one may have it.
void give_back(runtime::Engine& engine, const runtime::RunKey& key, const std::string& query_id) {
  engine.shard_of(key.workflow).post([key, query_id](Shard& shard) {
    shard.with_run(key, [query_id](Shard& self, Result<Run*> found) {
      if (!found.ok() || *found == nullptr) return;
      const auto query = self.find_query(**found, query_id);
      if (query && query->offer == 0) self.offer_query(**found, *query, query->way);
    });
  });
}

void deliver_query(const PollRef<Response>& poll, const runtime::RunKey& key, const std::string& query_id,
                   Response response) {
  if (poll->caller.is_gone()) return give_back(poll->engine, key, query_id);
  poll->reply(std::move(response));
}

// Called on the run's shard.
void send(Shard& shard, const Run& run, const std::string& query_id, const PollRef<Response>& poll,
          Response response) {
  if (poll->caller.in_process) return poll->reply(std::move(response));
  shard.when_durable(run, [poll, key = run.key, query_id, response = std::move(response)]() mutable {
    deliver_query(poll, key, query_id, std::move(response));
  });
}

void send_with_history(Shard& shard, const Run& run, const std::string& query_id,
                       const PollRef<Response>& poll, Response response) {
  read_events(poll->engine, shard, run, 1, kPageBatches,
              [poll, query_id, gate = run.last, key = run.key, response = std::move(response)](
                  Shard& self, Result<EventPage> page) mutable {
                if (!page.ok()) return poll->reply(std::move(page).error());
                response.mutable_history()->Swap(&page->history);
                if (page->next_event_id != 0) {
                  internal::v1::HistoryPageToken token;
                  token.set_run_id(key.run_id);
                  token.set_next_event_id(page->next_event_id);
                  response.set_next_page_token(token.SerializeAsString());
                }
                if (poll->caller.in_process) return poll->reply(std::move(response));
                self.parts().pipeline.when_durable(
                    gate, [poll, key, query_id, response = std::move(response)]() mutable {
                      deliver_query(poll, key, query_id, std::move(response));
                    });
              });
}

}  // namespace

bool give_query(Shard& shard, Run& run, const runtime::ReadyTask& task, const PollRef<Response>& poll) {
  const std::shared_ptr<WaitingQuery> query = shard.find_query(run, task.query_id);
  const bool is_stale = query && task.is_sticky && query->way != WaitingQuery::Way::kSticky;
  if (!query || is_stale) return false;
  query->offer = 0;
  Response response = describe_query(run, *query);
  if (task.is_sticky) {
    send(shard, run, query->id, poll, std::move(response));
  } else {
    send_with_history(shard, run, query->id, poll, std::move(response));
  }
  return true;
}

}  // namespace skald::service
