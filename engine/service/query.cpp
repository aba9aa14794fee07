#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/base/ids.h"
#include "engine/core/names.h"
#include "engine/core/refusal.h"
#include "engine/service/query_answer.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"
#include "engine/service/task_token.h"

namespace skald::service {
namespace {

namespace enums = temporal::api::enums::v1;
using runtime::Run;
using runtime::Shard;
using runtime::WaitingQuery;
using Response = wire::QueryWorkflowResponse;

// Nobody waits longer for a worker.
constexpr Duration kLongestWait = std::chrono::seconds(30);
// More than this many wait for the same workflow task at no time.
constexpr std::ptrdiff_t kMostWithTask = 1;
constexpr std::int32_t kHopelessAttempt = 3;

struct Asking {
  runtime::Engine& engine;
  Caller caller;
  runtime::RunKey key;
  wire::QueryWorkflowRequest request;
  Reply<Response> reply;

  Duration wait(Time now) const {
    if (!caller.deadline) return kLongestWait;
    return std::clamp(*caller.deadline - now, Duration::zero(), kLongestWait);
  }
};
using AskingRef = std::shared_ptr<Asking>;

Status check(const runtime::Engine& engine, const wire::QueryWorkflowRequest& request) {
  SKALD_TRY(check_execution(engine, request.namespace_(), request.execution().workflow_id(),
                            request.execution().run_id()));
  if (!request.has_query()) return core::invalid_argument("WorkflowQuery is not set on request.");
  if (request.query().query_type().empty()) return core::invalid_argument("QueryType is not set on request.");
  return {};
}

bool is_unwanted(const Run& run, enums::QueryRejectCondition condition) {
  if (run.is_open()) return false;
  if (condition == enums::QUERY_REJECT_CONDITION_NOT_OPEN) return true;
  return condition == enums::QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY &&
         run.state.status() != enums::WORKFLOW_EXECUTION_STATUS_COMPLETED;
}

Error buffer_is_full() {
  return core::busy_workflow(
      "consistent query buffer is full, this may be caused by too many queries and workflow not able to "
      "process query fast enough");
}

Status check_buffer(const Run& run) {
  const auto waiting =
      std::count_if(run.calls.queries.begin(), run.calls.queries.end(),
                    [](const auto& query) { return query->way == WaitingQuery::Way::kWithTask; });
  if (waiting >= kMostWithTask) return buffer_is_full();
  return {};
}

// Whether a worker could answer before the caller gives up.
Status check_ready(const Run& run, Time caller_waits_until) {
  const core::RunState& state = run.state;
  const bool has_run = state.last_completed_event_id() != 0;
  if (!run.is_open()) return has_run ? Status() : core::never_ran();
  if (state.workflow_task().attempt() >= kHopelessAttempt) {
    return core::workflow_not_ready("Unable to query workflow due to Workflow Task in failed state.");
  }
  const bool has_task = state.workflow_task().stage() != internal::v1::WorkflowTaskState::STAGE_NONE;
  if (!has_task && core::is_in_backoff(state) && api::to_time(state.execution_time()) > caller_waits_until) {
    return core::workflow_not_ready("Workflow task is not scheduled yet.");
  }
  return has_task || !has_run ? check_buffer(run) : Status();
}

// A caller that has gone does not keep others from asking.
void forget_with_caller(const Asking& asking, const runtime::RunKey& key, const std::string& query_id) {
  if (!asking.caller.life) return;
  asking.caller.life->on_gone([&engine = asking.engine, key, query_id] {
    engine.shard_of(key.workflow).post([key, query_id](Shard& shard) {
      shard.with_run(key, [query_id](Shard& self, Result<Run*> found) {
        if (!found.ok() || *found == nullptr) return;
        self.answer_query(**found, query_id, Error{Code::kUnavailable, "the caller has gone", {}});
      });
    });
  });
}

void ask_run(Shard& shard, Run& run, const AskingRef& asking) {
  if (is_unwanted(run, asking->request.query_reject_condition())) {
    Response response;
    response.mutable_query_rejected()->set_status(run.state.status());
    return shard.when_durable(run, [asking, response = std::move(response)] { asking->reply(response); });
  }
  const Time now = shard.context().now;
  const Duration wait = asking->wait(now);
  if (Status ready = check_ready(run, now + wait); !ready.ok()) {
    return shard.when_durable(run, [asking, error = std::move(ready).error()] { asking->reply(error); });
  }
  auto query = std::make_shared<WaitingQuery>();
  query->id = random_uuid();
  query->query = asking->request.query();
  query->answer = [&shard, asking](const Run& asked, runtime::QueryResult result) {
    shard.when_durable(asked, [asking, result = std::move(result)]() mutable {
      if (!result.ok()) return asking->reply(std::move(result).error());
      Response response;
      *response.mutable_query_result() = std::move(*result);
      asking->reply(std::move(response));
    });
  };
  forget_with_caller(*asking, run.key, query->id);
  shard.ask(run, std::move(query), wait);
}

runtime::QueryResult result_of(const wire::RespondQueryTaskCompletedRequest& request,
                               const core::Limits& limits) {
  temporal::api::query::v1::WorkflowQueryResult answer;
  answer.set_result_type(request.completed_type());
  *answer.mutable_answer() = request.query_result();
  answer.set_error_message(request.error_message());
  if (request.has_failure()) *answer.mutable_failure() = request.failure();
  runtime::QueryResult result = query_result(answer, limits);
  const bool is_plain = !result.ok() && result.error().detail.empty();
  return is_plain ? query_failed(result.error().message, {}) : result;
}

Error no_such_query() { return core::not_found("query task not found, or already expired"); }

}  // namespace

void Service::query_workflow(const Caller& caller, wire::QueryWorkflowRequest request,
                             Reply<Response> reply) {
  if (Status ok = check(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key{{request.namespace_(), request.execution().workflow_id()},
                            request.execution().run_id()};
  auto asking = std::make_shared<Asking>(Asking{engine_, caller, key, std::move(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([asking](Shard& shard) {
    shard.with_run(asking->key, [asking](Shard& self, Result<Run*> found) {
      if (!found.ok()) return asking->reply(std::move(found).error());
      if (*found == nullptr) return asking->reply(run_not_found(asking->key));
      ask_run(self, **found, asking);
    });
  });
}

void Service::respond_query_task_completed(const Caller&, wire::RespondQueryTaskCompletedRequest request,
                                           Reply<wire::RespondQueryTaskCompletedResponse> reply) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  if (token->query_id().empty()) return reply(no_such_query());
  runtime::QueryResult result = result_of(request, engine_.options().limits);
  engine_.shard_of(run_key(*token).workflow)
      .post([token = std::move(*token), result = std::move(result), reply = std::move(reply)](Shard& shard) {
        shard.with_run(
            run_key(token), [id = token.query_id(), result, reply](Shard& self, Result<Run*> found) {
              const bool is_known = found.ok() && *found != nullptr && self.answer_query(**found, id, result);
              if (!is_known) return reply(no_such_query());
              reply(wire::RespondQueryTaskCompletedResponse());
            });
      });
}

}  // namespace skald::service
