#include "engine/core/next_run.h"

#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/builds.h"
#include "engine/core/cron_schedule.h"
#include "engine/core/signal.h"

namespace skald::core {
namespace {

using Started = history::WorkflowExecutionStartedEventAttributes;

RunIdentity next_identity(const Draft& draft) {
  RunIdentity identity = draft.state().identity();
  SKALD_ASSERT(!draft.context().new_run_id.empty());
  identity.set_run_id(draft.context().new_run_id);
  return identity;
}

// All runs of a chain are the same child of the same parent.
void inherit_parent(const Started& previous, Started& next) {
  if (!previous.has_parent_workflow_execution()) return;
  next.set_parent_workflow_namespace(previous.parent_workflow_namespace());
  next.set_parent_workflow_namespace_id(previous.parent_workflow_namespace_id());
  *next.mutable_parent_workflow_execution() = previous.parent_workflow_execution();
  next.set_parent_initiated_event_id(previous.parent_initiated_event_id());
  next.set_parent_initiated_event_version(previous.parent_initiated_event_version());
  *next.mutable_root_workflow_execution() = previous.root_workflow_execution();
}

// What every run of a chain inherits.
Started inherited(const Draft& draft) {
  const Started& previous = draft.state().started();
  Started next;
  next.set_workflow_id(draft.state().identity().workflow_id());
  *next.mutable_workflow_type() = previous.workflow_type();
  *next.mutable_task_queue() = previous.task_queue();
  if (previous.has_workflow_execution_timeout()) {
    *next.mutable_workflow_execution_timeout() = previous.workflow_execution_timeout();
  }
  if (previous.has_workflow_run_timeout())
    *next.mutable_workflow_run_timeout() = previous.workflow_run_timeout();
  *next.mutable_workflow_task_timeout() = previous.workflow_task_timeout();
  if (previous.has_workflow_execution_expiration_time()) {
    *next.mutable_workflow_execution_expiration_time() = previous.workflow_execution_expiration_time();
  }
  if (previous.has_priority()) *next.mutable_priority() = previous.priority();
  inherit_parent(previous, next);
  next.set_continued_execution_run_id(draft.state().identity().run_id());
  next.set_first_execution_run_id(previous.first_execution_run_id());
  next.set_original_execution_run_id(draft.context().new_run_id);
  *next.mutable_prev_auto_reset_points() = reset_points(draft);
  next.set_attempt(1);
  return next;
}

// The run does the same work again.
Started repeated(const Draft& draft) {
  const Started& previous = draft.state().started();
  Started next = inherited(draft);
  if (previous.has_retry_policy()) *next.mutable_retry_policy() = previous.retry_policy();
  next.set_cron_schedule(previous.cron_schedule());
  if (previous.has_input()) *next.mutable_input() = previous.input();
  if (previous.has_header()) *next.mutable_header() = previous.header();
  if (previous.has_memo()) *next.mutable_memo() = previous.memo();
  if (previous.has_search_attributes()) *next.mutable_search_attributes() = previous.search_attributes();
  if (previous.has_last_completion_result()) {
    *next.mutable_last_completion_result() = previous.last_completion_result();
  }
  return next;
}

// Runs of a chain keep a distance, so that a workflow that does nothing but continue does not spin.
void set_backoff(const Draft& draft, Duration wanted, Started& next) {
  // A request may have woken the run long before its time.
  const Time expected = api::to_time(draft.state().execution_time());
  const Time begin = expected > draft.time() ? api::to_time(draft.state().start_time()) : expected;
  const Duration lifetime = draft.time() - begin;
  const Duration missing = draft.context().limits.continue_as_new_spacing - lifetime;
  const Duration backoff = std::max({wanted, missing, Duration::zero()});
  if (backoff > Duration::zero())
    *next.mutable_first_workflow_task_backoff() = api::to_duration_message(backoff);
}

// The task whose Scheduled event was written last goes to a worker on the port at once.
void start_first_task(Draft& draft, const Poller& poller) {
  const std::int64_t scheduled_event_id = draft.last_event().event_id();
  std::int64_t history_bytes = 0;
  for (const HistoryEvent& event : draft.so_far().events())
    history_bytes += static_cast<std::int64_t>(event.ByteSizeLong());
  auto& attributes =
      *draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_STARTED).mutable_workflow_task_started_event_attributes();
  attributes.set_scheduled_event_id(scheduled_event_id);
  attributes.set_identity(poller.identity);
  attributes.set_request_id(poller.request_id);
  attributes.set_history_size_bytes(history_bytes);
}

// Every start has a request, by which it is told from others. Nobody made this one: its id follows from the
// run's, and is as unlike others as that.
std::string request_of(const std::string& run_id) {
  constexpr std::size_t kUuid = 36;
  constexpr std::size_t kGroup = 8;
  if (run_id.size() != kUuid) return "next-" + run_id;
  return run_id.substr(kUuid - kGroup) + run_id.substr(kGroup);
}

NewRun started_run(const Draft& draft, Started started) {
  return {first_transition(next_identity(draft), std::move(started), request_of(draft.context().new_run_id),
                           draft.context(), draft.time())};
}

}  // namespace

RetryAnswer decide_workflow_retry(const Draft& draft, const Failure& failure) {
  const Started& started = draft.state().started();
  if (!started.has_retry_policy()) return {enums::RETRY_STATE_RETRY_POLICY_NOT_SET, {}};
  std::optional<Time> expiration;
  if (started.has_workflow_execution_expiration_time()) {
    expiration = api::to_time(started.workflow_execution_expiration_time());
  }
  return decide_retry({started.retry_policy(), started.attempt(), draft.time(), expiration, failure});
}

NewRun retry_run(const Draft& draft, const Failure& failure, Duration backoff) {
  const Started& previous = draft.state().started();
  Started next = repeated(draft);
  next.set_attempt(previous.attempt() + 1);
  next.set_initiator(enums::CONTINUE_AS_NEW_INITIATOR_RETRY);
  *next.mutable_continued_failure() = failure;
  set_backoff(draft, backoff, next);
  return started_run(draft, std::move(next));
}

std::optional<Duration> decide_cron(const Draft& draft) {
  const std::string& schedule = draft.state().started().cron_schedule();
  if (schedule.empty()) return {};
  return cron_backoff(schedule, api::to_time(draft.state().execution_time()), draft.time());
}

NewRun cron_run(const Draft& draft, const CronOutcome& outcome, Duration backoff) {
  Started next = repeated(draft);
  next.set_initiator(enums::CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE);
  if (outcome.failure != nullptr) {
    *next.mutable_continued_failure() = *outcome.failure;
  } else if (outcome.result != nullptr) {
    *next.mutable_last_completion_result() = *outcome.result;
  } else {
    next.clear_last_completion_result();
  }
  set_backoff(draft, backoff, next);
  return started_run(draft, std::move(next));
}

std::optional<NewRun> run_after_failure(const Draft& draft, const Failure& failure,
                                        const RetryAnswer& retry) {
  if (retry.state == enums::RETRY_STATE_IN_PROGRESS) return retry_run(draft, failure, retry.backoff);
  const auto backoff = decide_cron(draft);
  if (!backoff) return {};
  return cron_run(draft, {nullptr, &failure}, *backoff);
}

NewRun continued_run(const Draft& draft,
                     const command::ContinueAsNewWorkflowExecutionCommandAttributes& wanted,
                     const history::WorkflowExecutionContinuedAsNewEventAttributes& event) {
  Started next = inherited(draft);
  *next.mutable_workflow_type() = event.workflow_type();
  *next.mutable_task_queue() = event.task_queue();
  if (event.has_workflow_run_timeout()) *next.mutable_workflow_run_timeout() = event.workflow_run_timeout();
  *next.mutable_workflow_task_timeout() = event.workflow_task_timeout();
  next.set_cron_schedule(wanted.cron_schedule());
  const bool is_by_workflow = wanted.initiator() == enums::CONTINUE_AS_NEW_INITIATOR_UNSPECIFIED;
  next.set_initiator(is_by_workflow ? enums::CONTINUE_AS_NEW_INITIATOR_WORKFLOW : wanted.initiator());
  if (wanted.has_input()) *next.mutable_input() = wanted.input();
  if (wanted.has_header()) *next.mutable_header() = wanted.header();
  if (wanted.has_memo()) *next.mutable_memo() = wanted.memo();
  if (event.has_search_attributes()) *next.mutable_search_attributes() = event.search_attributes();
  if (wanted.has_last_completion_result()) {
    *next.mutable_last_completion_result() = wanted.last_completion_result();
  }
  if (wanted.has_failure()) *next.mutable_continued_failure() = wanted.failure();
  if (wanted.has_retry_policy()) {
    *next.mutable_retry_policy() = wanted.retry_policy();
    set_retry_defaults(*next.mutable_retry_policy());
  }
  set_backoff(draft, api::to_duration(wanted.backoff_start_interval()), next);
  return started_run(draft, std::move(next));
}

Transition first_transition(RunIdentity identity, Started started, const std::string& request_id,
                            const Context& context, Time time, const Beginning& beginning) {
  const bool has_backoff = api::is_set(started.first_workflow_task_backoff());
  // The draft of the new run reads its predecessor's place from an empty state.
  static const RunState kNoRun;
  const Context at{time, context.limits, context.new_run_id, context.incarnation};
  Draft draft(kNoRun, at);
  const auto timeout = started.workflow_task_timeout();
  const auto queue = started.task_queue();
  *draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
       .mutable_workflow_execution_started_event_attributes() = std::move(started);
  if (beginning.signal != nullptr) record_signal(draft, *beginning.signal);
  if (!has_backoff) {
    auto& attributes = *draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
                            .mutable_workflow_task_scheduled_event_attributes();
    *attributes.mutable_task_queue() = queue;
    *attributes.mutable_start_to_close_timeout() = timeout;
    attributes.set_attempt(1);
    if (beginning.eager != nullptr) start_first_task(draft, *beginning.eager);
  }
  if (!request_id.empty()) {
    auto& seen = *draft.add_fact().mutable_request_seen();
    seen.set_request_id(request_id);
    seen.set_event_id(1);
  }
  Transition transition = draft.take();
  *transition.mutable_identity() = std::move(identity);
  return transition;
}

}  // namespace skald::core
