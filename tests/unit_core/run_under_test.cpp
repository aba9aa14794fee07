#include "tests/unit_core/run_under_test.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "engine/core/invariants.h"
#include "engine/core/snapshot.h"

namespace skald::core::test {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr std::size_t kAlwaysRebuilt = 64;

std::string difference(const RunState& expected, const RunState& actual) {
  std::string text;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&text);
  differencer.Compare(expected, actual);
  return text;
}

}  // namespace

std::string event_name(const temporal::api::history::v1::HistoryEvent& event) {
  static constexpr std::size_t kPrefix = sizeof("EVENT_TYPE_") - 1;
  const std::string name = enums::EventType_Name(event.event_type());
  std::string result;
  bool starts_word = true;
  for (std::size_t i = kPrefix; i < name.size(); ++i) {
    if (name[i] == '_') {
      starts_word = true;
    } else {
      result += starts_word ? name[i] : static_cast<char>(std::tolower(name[i]));
      starts_word = false;
    }
  }
  return result;
}

RunUnderTest::StartRequest RunUnderTest::start_request() {
  StartRequest request;
  request.set_namespace_("default");
  request.set_workflow_id("order-17");
  request.mutable_workflow_type()->set_name("order");
  request.mutable_task_queue()->set_name("orders");
  *request.mutable_input() = payloads("book");
  request.set_identity("client");
  request.set_request_id("start-1");
  return request;
}

RunUnderTest::RunUnderTest(const StartRequest& request, Worker worker)
    : now_(std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}), started_at_(now_), worker_(worker) {
  run_id_ = "run-1";
  Context first = context();
  first.new_run_id = run_id_;
  take(decide_start(request, first));
}

RunUnderTest::RunUnderTest(const Transition& first, const RunUnderTest& previous)
    : limits(previous.limits), now_(previous.now_), started_at_(now_), worker_(previous.worker_) {
  run_id_ = first.identity().run_id();
  take(first);
}

Context RunUnderTest::context() const {
  return {now_, limits, "run-" + std::to_string(run_id_.back() - '0' + 1), incarnation_};
}

void RunUnderTest::take(const Transition& transition) {
  if (is_empty(transition)) return;
  const Status applied = apply(transition, state_);
  ASSERT_TRUE(applied.ok()) << applied.error().message << "\n" << transition.DebugString();
  check_invariants(state_);
  if (!is_volatile(transition)) {
    log_.push_back(transition.SerializeAsString());
    history_.insert(history_.end(), transition.events().begin(), transition.events().end());
  }
  check_rebuilt();
}

void RunUnderTest::check_rebuilt() {
  if (log_.size() <= kAlwaysRebuilt) shadow_.Clear();
  const std::size_t from =
      log_.size() <= kAlwaysRebuilt ? 0 : static_cast<std::size_t>(shadow_.state_transition_count());
  for (std::size_t i = from; i < log_.size(); ++i) {
    Transition transition;
    ASSERT_TRUE(transition.ParseFromString(log_[i]));
    const Status applied = apply(transition, shadow_);
    ASSERT_TRUE(applied.ok()) << applied.error().message;
  }
  const RunState durable = durable_part(state_);
  ASSERT_EQ(difference(durable, shadow_), "");
  ASSERT_TRUE(core::due(durable) == core::due(shadow_));
  check_invariants(shadow_);
  const Result<RunState> restored = from_snapshot(to_snapshot(state_));
  ASSERT_TRUE(restored.ok());
  ASSERT_TRUE(core::due(*restored) == core::due(durable));
}

Poller RunUnderTest::poller(const std::string& identity, const std::string& request_id) const {
  return {identity, request_id, worker_ == Worker::kInProcess ? incarnation_ : 0};
}

Decision RunUnderTest::advance(Duration duration) {
  pass(duration);
  Decision decision = decide_deadlines(state_, context());
  take(decision.transition);
  return decision;
}

void RunUnderTest::take_task(const std::string& request_id) {
  const DueSet ready = due();
  ASSERT_TRUE(ready.workflow_task.has_value()) << "no workflow task is ready";
  const auto decision = decide_start_workflow_task(state_, ready.workflow_task->scheduled_event_id,
                                                   poller("worker", request_id), context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

Result<CompletedWorkflowTask> RunUnderTest::try_complete(
    const wire::RespondWorkflowTaskCompletedRequest& request) {
  Result<CompletedWorkflowTask> decision =
      decide_complete_workflow_task(state_, task_token(), request, context());
  if (decision) {
    take(decision->transition);
    take(decision->unlogged);
  }
  return decision;
}

Result<CompletedWorkflowTask> RunUnderTest::try_complete(const std::vector<Command>& commands) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_identity("worker");
  for (const Command& command : commands) *request.add_commands() = command;
  return try_complete(request);
}

CompletedWorkflowTask RunUnderTest::complete_task(const std::vector<Command>& commands) {
  Result<CompletedWorkflowTask> decision = try_complete(commands);
  EXPECT_TRUE(decision.ok()) << decision.error().message;
  if (!decision.ok()) return {};
  EXPECT_FALSE(decision->refusal.has_value()) << decision->refusal->message;
  return *decision;
}

CompletedWorkflowTask RunUnderTest::run_task(const std::vector<Command>& commands) {
  take_task();
  return complete_task(commands);
}

void RunUnderTest::fail_task(const std::string& message) {
  wire::RespondWorkflowTaskFailedRequest request;
  request.set_cause(enums::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  *request.mutable_failure() = application_failure("Panic", message);
  request.set_identity("worker");
  const auto decision = decide_fail_workflow_task(state_, task_token(), request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

const internal::v1::ActivityState& RunUnderTest::activity(const std::string& activity_id) const {
  static const internal::v1::ActivityState kNone;
  for (const auto& [id, activity] : state_.activities()) {
    if (activity.scheduled().activity_id() == activity_id) return activity;
  }
  ADD_FAILURE() << "activity " << activity_id << " is not pending";
  return kNone;
}

internal::v1::TaskToken RunUnderTest::task_token() const {
  const auto& task = state_.workflow_task();
  internal::v1::TaskToken token;
  *token.mutable_run() = state_.identity();
  token.set_is_workflow_task(true);
  token.set_scheduled_event_id(task.scheduled_event_id());
  token.set_started_event_id(task.started_event_id());
  token.set_attempt(task.attempt());
  if (task.has_started_time()) *token.mutable_started_time() = task.started_time();
  return token;
}

internal::v1::TaskToken RunUnderTest::activity_token(const std::string& activity_id) const {
  const auto& pending = activity(activity_id);
  internal::v1::TaskToken token;
  *token.mutable_run() = state_.identity();
  token.set_scheduled_event_id(pending.scheduled_event_id());
  token.set_attempt(pending.attempt());
  if (pending.has_started_time()) *token.mutable_started_time() = pending.started_time();
  return token;
}

void RunUnderTest::start_activity(const std::string& activity_id, const std::string& identity) {
  const auto& pending = activity(activity_id);
  const auto decision = decide_start_activity(state_, pending.scheduled_event_id(), pending.attempt(),
                                              poller(identity, "poll-" + activity_id), context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

void RunUnderTest::complete_activity(const std::string& activity_id, const std::string& result) {
  wire::RespondActivityTaskCompletedRequest request;
  *request.mutable_result() = payloads(result);
  request.set_identity("worker");
  const auto decision = decide_complete_activity(state_, activity_token(activity_id), request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

void RunUnderTest::fail_activity(const std::string& activity_id, const Failure& failure) {
  wire::RespondActivityTaskFailedRequest request;
  *request.mutable_failure() = failure;
  request.set_identity("worker");
  const auto decision = decide_fail_activity(state_, activity_token(activity_id), request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

Error RunUnderTest::refuse_fail_activity(const std::string& activity_id, const Failure& failure) {
  wire::RespondActivityTaskFailedRequest request;
  *request.mutable_failure() = failure;
  const auto decision = decide_fail_activity(state_, activity_token(activity_id), request, context());
  EXPECT_FALSE(decision.ok());
  return decision.ok() ? Error{} : decision.error();
}

void RunUnderTest::cancel_activity(const std::string& activity_id) {
  wire::RespondActivityTaskCanceledRequest request;
  *request.mutable_details() = payloads("stopped");
  request.set_identity("worker");
  const auto decision = decide_cancel_activity(state_, activity_token(activity_id), request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

bool RunUnderTest::heartbeat(const std::string& activity_id, const std::string& details) {
  wire::RecordActivityTaskHeartbeatRequest request;
  *request.mutable_details() = payloads(details);
  const auto decision = decide_heartbeat(state_, activity_token(activity_id), request, context());
  EXPECT_TRUE(decision.ok());
  if (!decision.ok()) return false;
  take(decision->transition);
  return decision->cancel_requested;
}

void RunUnderTest::signal(const std::string& name, const std::string& request_id) {
  wire::SignalWorkflowExecutionRequest request;
  request.set_signal_name(name);
  request.set_request_id(request_id);
  request.set_identity("client");
  const auto decision = decide_signal(state_, request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

Error RunUnderTest::refuse_signal(const std::string& name, const std::string& request_id) {
  wire::SignalWorkflowExecutionRequest request;
  request.set_signal_name(name);
  request.set_request_id(request_id);
  const auto decision = decide_signal(state_, request, context());
  EXPECT_FALSE(decision.ok());
  return decision.ok() ? Error{} : decision.error();
}

void RunUnderTest::request_cancel_run(const std::string& reason) {
  wire::RequestCancelWorkflowExecutionRequest request;
  request.set_reason(reason);
  request.set_identity("client");
  request.set_request_id("cancel-1");
  const auto decision = decide_request_cancel(state_, request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

void RunUnderTest::terminate(const std::string& reason) {
  wire::TerminateWorkflowExecutionRequest request;
  request.set_reason(reason);
  request.set_identity("client");
  const auto decision = decide_terminate(state_, request, context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  take(decision->transition);
}

Decision RunUnderTest::crash() {
  state_ = shadow_;
  ++incarnation_;
  Decision decision = decide_worker_lost(state_, context());
  take(decision.transition);
  return decision;
}

std::string RunUnderTest::story(std::int64_t from) const {
  std::string text;
  for (const HistoryEvent& event : history_) {
    if (event.event_id() < from) continue;
    text += (text.empty() ? "" : " | ") + std::to_string(event.event_id()) + " " + event_name(event);
  }
  return text;
}

Duration RunUnderTest::since_start(const google::protobuf::Timestamp& time) const {
  return api::to_time(time) - started_at_;
}

}  // namespace skald::core::test
