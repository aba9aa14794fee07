#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/cron_schedule.h"
#include "engine/core/decide.h"
#include "engine/core/next_run.h"
#include "engine/core/search_attribute_types.h"

namespace skald::core {
namespace {

using Request = wire::StartWorkflowExecutionRequest;
using Started = history::WorkflowExecutionStartedEventAttributes;

constexpr Duration kMillisecond = std::chrono::milliseconds(1);

Duration shorter(Duration timeout, Duration limit) {
  if (limit <= Duration::zero()) return timeout;
  return timeout <= Duration::zero() ? limit : std::min(timeout, limit);
}

void set_timeouts(const Request& request, const Context& context, Started& started) {
  const Duration execution = api::to_duration(request.workflow_execution_timeout());
  const Duration run = shorter(api::to_duration(request.workflow_run_timeout()), execution);
  Duration task = api::to_duration(request.workflow_task_timeout());
  if (task <= Duration::zero()) task = context.limits.default_workflow_task_timeout;
  task = shorter(std::min(task, context.limits.longest_workflow_task_timeout), run);
  // A zero that was given is written: it means none, but the server keeps it.
  if (request.has_workflow_execution_timeout())
    *started.mutable_workflow_execution_timeout() = api::to_duration_message(execution);
  if (execution > Duration::zero()) {
    const Time expiration =
        std::chrono::floor<std::chrono::milliseconds>(api::later(context.now + kMillisecond / 2, execution));
    *started.mutable_workflow_execution_expiration_time() = api::to_timestamp(expiration);
  }
  if (run > Duration::zero() || request.has_workflow_run_timeout())
    *started.mutable_workflow_run_timeout() = api::to_duration_message(run);
  *started.mutable_workflow_task_timeout() = api::to_duration_message(task);
}

void copy_given(const Request& request, Started& started) {
  *started.mutable_workflow_type() = request.workflow_type();
  started.mutable_task_queue()->set_name(request.task_queue().name());
  started.mutable_task_queue()->set_kind(enums::TASK_QUEUE_KIND_NORMAL);
  started.set_identity(request.identity());
  started.set_workflow_id(request.workflow_id());
  if (request.has_input()) *started.mutable_input() = request.input();
  if (request.has_header()) *started.mutable_header() = request.header();
  if (request.has_memo()) *started.mutable_memo() = request.memo();
  if (request.has_search_attributes())
    *started.mutable_search_attributes() = with_types(request.search_attributes());
  if (request.has_priority()) *started.mutable_priority() = request.priority();
  if (request.has_continued_failure()) *started.mutable_continued_failure() = request.continued_failure();
  if (request.has_last_completion_result()) {
    *started.mutable_last_completion_result() = request.last_completion_result();
  }
}

// What the run waits for before its first task: its delay, or the time that its schedule names.
void set_backoff(const Request& request, const Context& context, Started& started) {
  // Written also when there is none, as the server does.
  *started.mutable_first_workflow_task_backoff() = request.workflow_start_delay();
  if (request.cron_schedule().empty()) return;
  started.set_cron_schedule(request.cron_schedule());
  started.set_initiator(enums::CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE);
  const Duration backoff =
      cron_backoff(request.cron_schedule(), context.now, context.now).value_or(Duration::zero());
  *started.mutable_first_workflow_task_backoff() = api::to_duration_message(backoff);
}

Started started_attributes(const Request& request, const Context& context) {
  SKALD_ASSERT(!context.new_run_id.empty());
  Started started;
  copy_given(request, started);
  set_timeouts(request, context, started);
  started.set_original_execution_run_id(context.new_run_id);
  started.set_first_execution_run_id(context.new_run_id);
  started.set_attempt(1);
  if (request.has_retry_policy()) {
    *started.mutable_retry_policy() = request.retry_policy();
    set_retry_defaults(*started.mutable_retry_policy());
  }
  set_backoff(request, context, started);
  return started;
}

Transition start(const Request& request, Started started, const Beginning& beginning,
                 const Context& context) {
  RunIdentity identity;
  identity.set_namespace_name(request.namespace_());
  identity.set_workflow_id(request.workflow_id());
  identity.set_run_id(context.new_run_id);
  Transition transition = first_transition(std::move(identity), std::move(started), request.request_id(),
                                           context, context.now, beginning);
  HistoryEvent& event = *transition.mutable_events(0);
  if (request.has_user_metadata()) *event.mutable_user_metadata() = request.user_metadata();
  *event.mutable_links() = request.links();
  return transition;
}

}  // namespace

Transition decide_start(const Request& request, const Context& context) {
  return start(request, started_attributes(request, context), {}, context);
}

Transition decide_start_eagerly(const Request& request, const Context& context) {
  Started started = started_attributes(request, context);
  const bool must_wait = api::is_set(started.first_workflow_task_backoff());
  started.set_eager_execution_accepted(!must_wait);
  const Poller client{request.identity(), request.request_id(), 0};
  Beginning beginning;
  beginning.eager = &client;
  return start(request, std::move(started), beginning, context);
}

Transition decide_start_with_signal(const Request& request,
                                    const wire::SignalWorkflowExecutionRequest& signal,
                                    const Context& context) {
  Beginning beginning;
  beginning.signal = &signal;
  return start(request, started_attributes(request, context), beginning, context);
}

wire::TerminateWorkflowExecutionRequest terminate_for_start(const std::string& new_run_id) {
  wire::TerminateWorkflowExecutionRequest request;
  request.set_reason("TerminateIfRunning WorkflowIdReusePolicy");
  auto& payload = *request.mutable_details()->add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data("\"terminated by new runID: " + new_run_id + "\"");
  request.set_identity(kHistoryService);
  return request;
}

}  // namespace skald::core
