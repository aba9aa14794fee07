#include "tests/replay/story.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <utility>

#include "engine/api/time.h"

namespace skald::replay_tests {
namespace {

namespace enums = ::temporal::api::enums::v1;

class ScriptInstance : public detail::WorkflowInstance {
 public:
  ScriptInstance(Script script, Payloads input) : script_(std::move(script)), input_(std::move(input)) {}

  Payload run() override { return script_.run(input_); }
  bool signal(const std::string& name, const Payloads& input) override {
    const auto found = script_.signals.find(name);
    if (found == script_.signals.end()) return false;
    found->second(input);
    return true;
  }
  std::vector<std::string> signal_names() const override { return keys(script_.signals); }
  bool query(const std::string& name, const Payloads& input, Payload& result) const override {
    const auto found = script_.queries.find(name);
    if (found == script_.queries.end()) return false;
    result = found->second(input);
    return true;
  }
  std::vector<std::string> query_names() const override { return keys(script_.queries); }

 private:
  template <class Map>
  static std::vector<std::string> keys(const Map& map) {
    std::vector<std::string> names;
    for (const auto& entry : map) names.push_back(entry.first);
    return names;
  }

  Script script_;
  Payloads input_;
};

std::string data(const temporal::api::common::v1::Payloads& payloads) {
  return payloads.payloads_size() == 0 ? "" : " " + payloads.payloads(0).data();
}

std::string text(const temporal::api::command::v1::Command& command) {
  switch (command.command_type()) {
    case enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK: {
      const auto& attributes = command.schedule_activity_task_command_attributes();
      return "ScheduleActivityTask " + attributes.activity_id() + " " + attributes.activity_type().name();
    }
    case enums::COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK:
      return "RequestCancelActivityTask of event " +
             std::to_string(command.request_cancel_activity_task_command_attributes().scheduled_event_id());
    case enums::COMMAND_TYPE_START_TIMER: {
      const auto& attributes = command.start_timer_command_attributes();
      const auto length = api::to_duration(attributes.start_to_fire_timeout());
      return "StartTimer " + attributes.timer_id() + " " + std::to_string(length.count() / 1'000'000) + "ms";
    }
    case enums::COMMAND_TYPE_CANCEL_TIMER:
      return "CancelTimer " + command.cancel_timer_command_attributes().timer_id();
    case enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION: {
      const auto& attributes = command.start_child_workflow_execution_command_attributes();
      return "StartChildWorkflowExecution " + attributes.workflow_id() + " " +
             attributes.workflow_type().name();
    }
    case enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION:
      return "RequestCancelExternalWorkflowExecution " +
             command.request_cancel_external_workflow_execution_command_attributes().workflow_id();
    case enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION: {
      const auto& attributes = command.signal_external_workflow_execution_command_attributes();
      return "SignalExternalWorkflowExecution " + attributes.execution().workflow_id() + " " +
             attributes.signal_name() + data(attributes.input());
    }
    case enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION:
      return "CompleteWorkflowExecution" +
             data(command.complete_workflow_execution_command_attributes().result());
    case enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION: {
      const auto& failure = command.fail_workflow_execution_command_attributes().failure();
      return "FailWorkflowExecution " + failure.message();
    }
    case enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION: return "CancelWorkflowExecution";
    case enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION: {
      const auto& attributes = command.continue_as_new_workflow_execution_command_attributes();
      return "ContinueAsNewWorkflowExecution " + attributes.workflow_type().name() + data(attributes.input());
    }
    default: return "unexpected command";
  }
}

std::string text(const replay::TaskResult& result) {
  if (const auto* failed = std::get_if<wire::RespondWorkflowTaskFailedRequest>(&result.response)) {
    return "task failed: " + failed->failure().message();
  }
  return std::get<wire::RespondWorkflowTaskCompletedRequest>(result.response).DebugString();
}

}  // namespace

detail::WorkflowDefinition define(std::function<Script()> make) {
  return {"story",
          [make = std::move(make)](const Payloads& input) -> std::unique_ptr<detail::WorkflowInstance> {
            return std::make_unique<ScriptInstance>(make(), input);
          }};
}

detail::WorkflowDefinition define_body(std::function<Payload()> body) {
  return define([body = std::move(body)] { return Script{[body](const Payloads&) { return body(); }}; });
}

Payload json(const std::string& text) { return {{{"encoding", "json/plain"}}, text}; }

detail::OperationRef start(const std::string& activity, ActivityOptions options, Site site) {
  options.start_to_close = std::chrono::seconds(10);
  return detail::start_activity({activity, std::move(options), {}, site});
}

detail::OperationRef timer(Duration delay, Site site) { return detail::start_timer(delay, site); }

std::string get(const detail::OperationRef& operation) {
  detail::wait(operation);
  return detail::result(operation).data;
}

std::string call(const std::string& activity, Site site) { return get(start(activity, {}, site)); }

std::vector<std::string> texts(const wire::RespondWorkflowTaskCompletedRequest& completion) {
  std::vector<std::string> lines;
  for (const auto& command : completion.commands()) lines.push_back(text(command));
  return lines;
}

Story::Story(detail::WorkflowDefinition definition, const std::string& input)
    : definition_(std::move(definition)),
      cached_(std::make_unique<replay::WorkflowRun>(definition_, options())) {
  server_.run_started(definition_.name, input);
}

// Whatever the story was: what the code did is what it does again.
Story::~Story() {
  if (failed_) return;
  const auto divergence = replay::replay_history(server_.history(), definition_, options());
  EXPECT_FALSE(divergence.has_value()) << divergence->report;
}

replay::RunOptions Story::options() const {
  return {"default", "story-1", "1f0e2d3c-4b5a-4697-8877-665544332211", "stories"};
}

Story& Story::activity_completes(const std::string& id, const std::string& json_text) {
  const std::int64_t scheduled = server_.find_activity(id);
  server_.activity_started(scheduled);
  server_.activity_completed(scheduled, json_text);
  return *this;
}

Story& Story::activity_fails(const std::string& id, const std::string& type, const std::string& message) {
  const std::int64_t scheduled = server_.find_activity(id);
  server_.activity_started(scheduled);
  server_.activity_failed(scheduled, type, message);
  return *this;
}

Story& Story::activity_times_out(const std::string& id) {
  const std::int64_t scheduled = server_.find_activity(id);
  server_.activity_started(scheduled);
  server_.activity_timed_out(scheduled);
  return *this;
}

Story& Story::activity_is_cancelled(const std::string& id) {
  server_.activity_canceled(server_.find_activity(id));
  return *this;
}

Story& Story::timer_fires(const std::string& id) {
  server_.timer_fired(server_.find_timer(id));
  return *this;
}

Story& Story::signal(const std::string& name, const std::string& json_text) {
  server_.signaled(name, json_text);
  return *this;
}

Story& Story::cancel(const std::string& cause) {
  server_.cancel_requested(cause);
  return *this;
}

Story& Story::meanwhile(std::function<void(Story&)> happens) {
  meanwhile_.push_back(std::move(happens));
  return *this;
}

wire::PollWorkflowTaskQueueResponse Story::next_task(std::int64_t first_event) const {
  wire::PollWorkflowTaskQueueResponse task = extras;
  *task.mutable_history() = server_.from(first_event);
  task.set_started_event_id(server_.last_id());
  return task;
}

std::vector<std::string> Story::task() {
  server_.task_scheduled();
  server_.task_started();
  replay::WorkflowRun evicted_before(definition_, options());
  const replay::TaskResult again = evicted_before.handle(next_task(1));
  const replay::TaskResult result = cached_->handle(next_task(cached_->next_event_id()));
  EXPECT_EQ(text(result), text(again)) << "an evicted run does something else than a cached one";
  EXPECT_EQ(result.evict, again.evict);
  const auto* completion = std::get_if<wire::RespondWorkflowTaskCompletedRequest>(&result.response);
  if (completion == nullptr) {
    ADD_FAILURE() << text(result) << (result.divergence ? result.divergence->report : "");
    failed_ = true;
    return {};
  }
  completion_ = *completion;
  server_.task_completed();
  server_.commands(completion_);
  for (const auto& happens : std::exchange(meanwhile_, {})) happens(*this);
  extras.Clear();
  return texts(completion_);
}

std::string Story::failing_task() {
  server_.task_scheduled();
  server_.task_started();
  replay::WorkflowRun evicted_before(definition_, options());
  const replay::TaskResult again = evicted_before.handle(next_task(1));
  const replay::TaskResult result = cached_->handle(next_task(cached_->next_event_id()));
  EXPECT_EQ(text(result), text(again)) << "an evicted run does something else than a cached one";
  EXPECT_TRUE(result.evict);
  server_.task_failed();
  cached_ = std::make_unique<replay::WorkflowRun>(definition_, options());
  const auto* failure = std::get_if<wire::RespondWorkflowTaskFailedRequest>(&result.response);
  if (failure == nullptr) return "the task did not fail";
  return failure->failure().message();
}

}  // namespace skald::replay_tests
