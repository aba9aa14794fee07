#include "tests/durability/wire_diary.h"

#include <temporal/api/update/v1/message.pb.h>

#include <stdexcept>

#include "tests/scenario/event_names.h"

namespace skald::durability {
namespace {

namespace enums = temporal::api::enums::v1;
namespace update = temporal::api::update::v1;

server::Options impatient() {
  server::Options options;
  options.drain = Duration(0);  // who ends a diary waits for nobody
  return options;
}

template <class Response>
Response read_answer(const server_tests::Answer& answer) {
  Response response;
  if (!answer.status.ok()) throw std::runtime_error(answer.status.error_message());
  if (!response.ParseFromString(answer.body)) throw std::runtime_error("the answer is no message");
  return response;
}

template <class Request>
Request request_for(const std::string& workflow) {
  Request request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id(workflow);
  return request;
}

wire::RespondWorkflowTaskCompletedRequest completion(const wire::PollWorkflowTaskQueueResponse& task,
                                                     std::vector<tests::command::Command> commands) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  for (auto& command : commands) *request.add_commands() = std::move(command);
  return request;
}

}  // namespace

WireDiary::WireDiary(Diary& diary)
    : diary_(diary),
      server_(server_tests::start(diary.world().engine(), impatient())),
      client_(server_->address()) {}

template <class Response>
Response WireDiary::ask(const char* method, const google::protobuf::MessageLite& request) {
  return read_answer<Response>(client_.ask(method, request));
}

void WireDiary::start(const std::string& workflow) { start_many({workflow}); }

void WireDiary::start_many(const std::vector<std::string>& workflows) {
  std::vector<std::shared_ptr<server_tests::PendingAnswer>> answers;
  for (const std::string& workflow : workflows)
    answers.push_back(client_.begin_ask("StartWorkflowExecution", tests::World::start_request(workflow)));
  for (std::size_t i = 0; i < workflows.size(); ++i) {
    const auto started = read_answer<wire::StartWorkflowExecutionResponse>(answers[i]->answer.get());
    runs_[workflows[i]] = started.run_id();
    diary_.note(Kind::kStarted, {workflows[i], started.run_id()});
  }
}

void WireDiary::signal(const std::string& workflow, const std::string& name) {
  auto request = request_for<wire::SignalWorkflowExecutionRequest>(workflow);
  request.set_signal_name(name);
  ask<wire::SignalWorkflowExecutionResponse>("SignalWorkflowExecution", request);
  diary_.note(Kind::kSignalled, {workflow, runs_.at(workflow), name});
}

void WireDiary::signal_with_start(const std::string& workflow, const std::string& name) {
  wire::SignalWithStartWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.set_workflow_id(workflow);
  request.mutable_workflow_type()->set_name("Story");
  request.mutable_task_queue()->set_name("queue");
  request.set_signal_name(name);
  const auto begun =
      ask<wire::SignalWithStartWorkflowExecutionResponse>("SignalWithStartWorkflowExecution", request);
  runs_[workflow] = begun.run_id();
  diary_.note(Kind::kStarted, {workflow, begun.run_id()});
  diary_.note(Kind::kSignalled, {workflow, begun.run_id(), name});
}

void WireDiary::cancel(const std::string& workflow) {
  ask<wire::RequestCancelWorkflowExecutionResponse>(
      "RequestCancelWorkflowExecution", request_for<wire::RequestCancelWorkflowExecutionRequest>(workflow));
  diary_.note(Kind::kCancelRequested, {workflow, runs_.at(workflow)});
}

void WireDiary::terminate(const std::string& workflow) {
  ask<wire::TerminateWorkflowExecutionResponse>(
      "TerminateWorkflowExecution", request_for<wire::TerminateWorkflowExecutionRequest>(workflow));
  diary_.note(Kind::kTerminated, {workflow, runs_.at(workflow)});
}

void WireDiary::note_history(const std::string& workflow, const std::string& run,
                             const temporal::api::history::v1::History& history) {
  std::vector<std::string> words{workflow, run};
  for (const auto& event : history.events()) words.push_back(tests::name_of(event));
  diary_.note(Kind::kRead, std::move(words));
}

void WireDiary::read(const std::string& workflow) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow);
  const auto page = ask<wire::GetWorkflowExecutionHistoryResponse>("GetWorkflowExecutionHistory", request);
  note_history(workflow, runs_.at(workflow), page.history());
}

void WireDiary::result(const std::string& workflow) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow);
  request.set_wait_new_event(true);
  request.set_history_event_filter_type(enums::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
  const auto page = ask<wire::GetWorkflowExecutionHistoryResponse>("GetWorkflowExecutionHistory", request);
  const auto& event = page.history().events(0);
  diary_.note(Kind::kRecorded,
              {workflow, runs_.at(workflow), std::to_string(event.event_id()), tests::name_of(event)});
}

void WireDiary::register_namespace(const std::string& name, const std::string& description) {
  wire::RegisterNamespaceRequest request;
  request.set_namespace_(name);
  request.set_description(description);
  request.mutable_workflow_execution_retention_period()->set_seconds(86'400);
  ask<wire::RegisterNamespaceResponse>("RegisterNamespace", request);
  diary_.note(Kind::kNamespace, {name, description});
}

std::shared_ptr<WireDiary::Update> WireDiary::update(const std::string& workflow, const std::string& id,
                                                     Until stage) {
  auto request = request_for<wire::UpdateWorkflowExecutionRequest>(workflow);
  request.mutable_request()->mutable_meta()->set_update_id(id);
  request.mutable_request()->mutable_input()->set_name("add");
  request.mutable_wait_policy()->set_lifecycle_stage(
      stage == Until::kAccepted ? enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED
                                : enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  return std::make_shared<Update>(*this, workflow, stage,
                                  client_.begin_ask("UpdateWorkflowExecution", request));
}

void WireDiary::Update::wait() {
  read_answer<wire::UpdateWorkflowExecutionResponse>(answer_->answer.get());
  const std::string& run = diary_.runs_.at(workflow_);
  diary_.diary_.note(Kind::kHasOne, {workflow_, run, "WorkflowExecutionUpdateAccepted"});
  if (stage_ == Until::kCompleted)
    diary_.diary_.note(Kind::kHasOne, {workflow_, run, "WorkflowExecutionUpdateCompleted"});
}

wire::PollWorkflowTaskQueueResponse WireDiary::take_task() {
  const auto task =
      ask<wire::PollWorkflowTaskQueueResponse>("PollWorkflowTaskQueue", server_tests::Port::poll_request());
  const auto& execution = task.workflow_execution();
  // The events of a task that exists for an update alone are written with its completion.
  if (task.messages_size() == 0) note_history(execution.workflow_id(), execution.run_id(), task.history());
  return task;
}

wire::RespondWorkflowTaskCompletedResponse WireDiary::send(
    const wire::RespondWorkflowTaskCompletedRequest& request,
    const wire::PollWorkflowTaskQueueResponse& task) {
  auto response = ask<wire::RespondWorkflowTaskCompletedResponse>("RespondWorkflowTaskCompleted", request);
  const auto& execution = task.workflow_execution();
  diary_.note(Kind::kRecorded, {execution.workflow_id(), execution.run_id(),
                                std::to_string(task.started_event_id() + 1), "WorkflowTaskCompleted"});
  return response;
}

void WireDiary::complete(const wire::PollWorkflowTaskQueueResponse& task,
                         std::vector<tests::command::Command> commands) {
  send(completion(task, std::move(commands)), task);
}

wire::PollWorkflowTaskQueueResponse WireDiary::complete_and_take(
    const wire::PollWorkflowTaskQueueResponse& task, std::vector<tests::command::Command> commands) {
  auto request = completion(task, std::move(commands));
  request.set_return_new_workflow_task(true);
  request.set_force_create_new_workflow_task(true);
  auto next = send(request, task).workflow_task();
  // It goes on where the last one ended.
  for (const auto& event : next.history().events()) {
    diary_.note(Kind::kRecorded, {next.workflow_execution().workflow_id(), next.workflow_execution().run_id(),
                                  std::to_string(event.event_id()), tests::name_of(event)});
  }
  return next;
}

void WireDiary::answer_update(const wire::PollWorkflowTaskQueueResponse& task, const std::string& id,
                              Says says) {
  auto request = completion(task, {});
  const auto add = [&](const char* what, const google::protobuf::Message& body) {
    auto& message = *request.add_messages();
    message.set_id(id + what);
    message.set_protocol_instance_id(id);
    message.mutable_body()->PackFrom(body);
  };
  if (says != Says::kCompleted) {
    update::Acceptance body;
    body.set_accepted_request_sequencing_event_id(1);
    add("/accept", body);
  }
  if (says != Says::kAccepted) {
    update::Response body;
    body.mutable_meta()->set_update_id(id);
    body.mutable_outcome()->mutable_success()->add_payloads()->set_data("42");
    add("/complete", body);
  }
  send(request, task);
}

void WireDiary::note_activity(Kind kind, const wire::PollActivityTaskQueueResponse& task,
                              const std::string& word) {
  diary_.note(kind, {task.workflow_execution().workflow_id(), task.workflow_execution().run_id(),
                     task.activity_id(), word});
}

wire::PollActivityTaskQueueResponse WireDiary::take_activity() {
  const auto task = ask<wire::PollActivityTaskQueueResponse>("PollActivityTaskQueue",
                                                             server_tests::Port::activity_poll_request());
  note_activity(Kind::kActivityGiven, task, std::to_string(task.attempt()));
  return task;
}

void WireDiary::beat(const wire::PollActivityTaskQueueResponse& task, int number) {
  wire::RecordActivityTaskHeartbeatRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  request.mutable_details()->add_payloads()->set_data(std::to_string(number));
  ask<wire::RecordActivityTaskHeartbeatResponse>("RecordActivityTaskHeartbeat", request);
  note_activity(Kind::kActivityBeat, task, std::to_string(number));
}

void WireDiary::complete(const wire::PollActivityTaskQueueResponse& task) {
  wire::RespondActivityTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  ask<wire::RespondActivityTaskCompletedResponse>("RespondActivityTaskCompleted", request);
  // That it has ended, and that its attempt is not given out again.
  diary_.note(Kind::kHasOne, {task.workflow_execution().workflow_id(), task.workflow_execution().run_id(),
                              "ActivityTaskCompleted"});
  note_activity(Kind::kActivityBegan, task, std::to_string(task.attempt()));
}

void WireDiary::fail(const wire::PollActivityTaskQueueResponse& task) {
  wire::RespondActivityTaskFailedRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  request.mutable_failure()->set_message("not today");
  request.mutable_failure()->mutable_application_failure_info()->set_type("Error");
  ask<wire::RespondActivityTaskFailedResponse>("RespondActivityTaskFailed", request);
  note_activity(Kind::kActivityBegan, task, std::to_string(task.attempt()));
}

}  // namespace skald::durability
