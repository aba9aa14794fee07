#include "tests/scenario/world.h"

#include <filesystem>
#include <stdexcept>

#include "engine/api/time.h"
#include "engine/store/store.h"
#include "tests/scenario/event_names.h"

namespace skald::tests {
namespace {

namespace enums = temporal::api::enums::v1;

template <class Response>
Status status_of(Result<Response> result) {
  if (result.ok()) return {};
  return std::move(result).error();
}

}  // namespace

Time ManualClock::now() {
  std::lock_guard lock(mutex_);
  return now_;
}

void ManualClock::advance(Duration by) {
  std::lock_guard lock(mutex_);
  now_ += by;
}

World::World(std::string path, runtime::Options options, Wrap wrap)
    : path_(std::move(path)), options_(std::move(options)), wrap_(std::move(wrap)) {
  options_.clock = &clock_;
  open();
}

World::World(Open open_store, runtime::Options options)
    : options_(std::move(options)), open_store_(std::move(open_store)) {
  options_.clock = &clock_;
  open();
}

World::~World() {
  if (connection_ != nullptr) connection_->shut_down();  // null: the last opening failed
}

void World::open() {
  std::unique_ptr<store::Store> store;
  if (open_store_) {
    auto opened = open_store_();
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    store = std::move(*opened);
  } else if (path_.empty()) {
    store = store::open_memory();
  } else {
    store::Options store_options;
    disk_ = std::make_unique<store::RecordingVfs>();
    if (!meddled_with_)
      diary_ = std::make_shared<ReleaseDiary>(*disk_, std::filesystem::path(path_).filename().string());
    store_options.path = path_;
    store_options.vfs = disk_->name();
    auto opened = store::open_sqlite(store_options);
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    store = std::move(*opened);
  }
  if (wrap_) store = wrap_(std::move(store));
  auto engine = runtime::Engine::open(std::move(store), options_);
  if (!engine.ok()) throw std::runtime_error(engine.error().message);
  connection_ = workers::EmbeddedConnection::make(std::move(*engine), path_);
}

void World::restart(const Meddle& meddle) {
  connection_->shut_down();
  connection_.reset();
  reopen(meddle);
}

void World::reopen(const Meddle& meddle) {
  diary_.reset();
  if (meddle) meddle(path_);
  meddled_with_ = meddled_with_ || meddle;
  open();
}

void World::crash(const Meddle& meddle) {
  const std::filesystem::path path(path_);
  const std::filesystem::path folder = path.parent_path() / ("crash-" + std::to_string(++crashes_));
  std::filesystem::create_directories(folder);
  disk_->write_synced_image(folder);
  connection_->shut_down();
  connection_.reset();
  path_ = (folder / path.filename()).string();
  reopen(meddle);
}

void World::advance(Duration by) {
  clock_.advance(by);
  engine().wake();
}

wire::StartWorkflowExecutionRequest World::start_request(const std::string& id) {
  wire::StartWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.set_workflow_id(id);
  request.mutable_workflow_type()->set_name("Story");
  request.mutable_task_queue()->set_name("queue");
  return request;
}

Result<wire::StartWorkflowExecutionResponse> World::start(const std::string& id) {
  return start(start_request(id));
}

Result<wire::StartWorkflowExecutionResponse> World::start(wire::StartWorkflowExecutionRequest request) {
  return call(&workers::Connection::start_workflow_execution, std::move(request));
}

Status World::signal(const std::string& id, const std::string& name) {
  wire::SignalWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id(id);
  request.set_signal_name(name);
  return status_of(call(&workers::Connection::signal_workflow_execution, std::move(request)));
}

Status World::cancel(const std::string& id) {
  wire::RequestCancelWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id(id);
  return status_of(call(&workers::Connection::request_cancel_workflow_execution, std::move(request)));
}

Status World::terminate(const std::string& id, const std::string& reason) {
  wire::TerminateWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id(id);
  request.set_reason(reason);
  return status_of(call(&workers::Connection::terminate_workflow_execution, std::move(request)));
}

Result<wire::DescribeWorkflowExecutionResponse> World::describe(const std::string& id,
                                                                const std::string& run_id) {
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(id);
  request.mutable_execution()->set_run_id(run_id);
  return call(&workers::Connection::describe_workflow_execution, std::move(request));
}

std::vector<history::HistoryEvent> World::history_of(const std::string& id, const std::string& run_id) {
  std::vector<history::HistoryEvent> events;
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(id);
  request.mutable_execution()->set_run_id(run_id);
  for (;;) {
    auto page = call(&workers::Connection::get_workflow_execution_history, request);
    if (!page.ok()) throw std::runtime_error(page.error().message);
    for (const auto& event : page->history().events()) events.push_back(event);
    if (page->next_page_token().empty()) return events;
    request.set_next_page_token(page->next_page_token());
  }
}

std::vector<std::string> World::events(const std::string& id, const std::string& run_id) {
  std::vector<std::string> lines;
  for (const auto& event : history_of(id, run_id)) {
    lines.push_back(std::to_string(event.event_id()) + " " + name_of(event));
  }
  return lines;
}

Result<history::HistoryEvent> World::result(const std::string& id) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(id);
  request.set_wait_new_event(true);
  request.set_history_event_filter_type(enums::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
  auto page = call(&workers::Connection::get_workflow_execution_history, std::move(request));
  if (!page.ok()) return std::move(page).error();
  if (page->history().events().empty()) return Error{Code::kUnavailable, "no close event yet", {}};
  return page->history().events(0);
}

std::int64_t World::count(const std::string& query) {
  wire::CountWorkflowExecutionsRequest request;
  request.set_namespace_("default");
  request.set_query(query);
  auto response = call(&workers::Connection::count_workflow_executions, std::move(request));
  if (!response.ok()) throw std::runtime_error(response.error().message);
  return response->count();
}

wire::PollWorkflowTaskQueueResponse World::poll_workflow_task(const std::string& queue) {
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  request.set_identity("worker");
  auto task = call(&workers::Connection::poll_workflow_task_queue, std::move(request));
  if (!task.ok()) throw std::runtime_error(task.error().message);
  return std::move(task).value();
}

Status World::complete(const wire::PollWorkflowTaskQueueResponse& task,
                       std::vector<command::Command> commands, const std::string& sticky_queue) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_task_token(task.task_token());
  request.set_identity("worker");
  for (command::Command& each : commands) *request.add_commands() = std::move(each);
  if (!sticky_queue.empty()) {
    auto* queue = request.mutable_sticky_attributes()->mutable_worker_task_queue();
    queue->set_name(sticky_queue);
    queue->set_kind(enums::TASK_QUEUE_KIND_STICKY);
    queue->set_normal_name("queue");
    request.mutable_sticky_attributes()->mutable_schedule_to_start_timeout()->set_seconds(10);
  }
  return status_of(call(&workers::Connection::respond_workflow_task_completed, std::move(request)));
}

Status World::fail(const wire::PollWorkflowTaskQueueResponse& task, const std::string& message) {
  wire::RespondWorkflowTaskFailedRequest request;
  request.set_task_token(task.task_token());
  request.set_cause(enums::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  request.mutable_failure()->set_message(message);
  request.mutable_failure()->mutable_application_failure_info();
  return status_of(call(&workers::Connection::respond_workflow_task_failed, std::move(request)));
}

wire::PollActivityTaskQueueResponse World::poll_activity_task(const std::string& queue) {
  wire::PollActivityTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  request.set_identity("worker");
  auto task = call(&workers::Connection::poll_activity_task_queue, std::move(request));
  if (!task.ok()) throw std::runtime_error(task.error().message);
  return std::move(task).value();
}

Status World::complete(const wire::PollActivityTaskQueueResponse& task) {
  wire::RespondActivityTaskCompletedRequest request;
  request.set_task_token(task.task_token());
  request.set_identity("worker");
  return status_of(call(&workers::Connection::respond_activity_task_completed, std::move(request)));
}

Status World::fail(const wire::PollActivityTaskQueueResponse& task, const std::string& message) {
  wire::RespondActivityTaskFailedRequest request;
  request.set_task_token(task.task_token());
  request.mutable_failure()->set_message(message);
  request.mutable_failure()->mutable_application_failure_info()->set_type("Error");
  return status_of(call(&workers::Connection::respond_activity_task_failed, std::move(request)));
}

command::Command schedule_activity(const std::string& id, std::int32_t maximum_attempts) {
  command::Command result;
  result.set_command_type(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
  auto* attributes = result.mutable_schedule_activity_task_command_attributes();
  attributes->set_activity_id(id);
  attributes->mutable_activity_type()->set_name("act");
  attributes->mutable_task_queue()->set_name("queue");
  attributes->mutable_start_to_close_timeout()->set_seconds(60);
  attributes->mutable_retry_policy()->set_maximum_attempts(maximum_attempts);
  return result;
}

command::Command start_timer(const std::string& id, Duration delay) {
  command::Command result;
  result.set_command_type(enums::COMMAND_TYPE_START_TIMER);
  result.mutable_start_timer_command_attributes()->set_timer_id(id);
  *result.mutable_start_timer_command_attributes()->mutable_start_to_fire_timeout() =
      api::to_duration_message(delay);
  return result;
}

command::Command complete_workflow() {
  command::Command result;
  result.set_command_type(enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION);
  result.mutable_complete_workflow_execution_command_attributes();
  return result;
}

command::Command continue_as_new() {
  command::Command result;
  result.set_command_type(enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION);
  auto* attributes = result.mutable_continue_as_new_workflow_execution_command_attributes();
  attributes->mutable_workflow_type()->set_name("Story");
  attributes->mutable_task_queue()->set_name("queue");
  return result;
}

command::Command start_child(const std::string& id, enums::ParentClosePolicy policy) {
  command::Command command;
  command.set_command_type(enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION);
  auto& wanted = *command.mutable_start_child_workflow_execution_command_attributes();
  wanted.set_workflow_id(id);
  wanted.mutable_workflow_type()->set_name("Child");
  wanted.set_parent_close_policy(policy);
  return command;
}

command::Command signal_external(const std::string& id) {
  command::Command command;
  command.set_command_type(enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION);
  auto& wanted = *command.mutable_signal_external_workflow_execution_command_attributes();
  wanted.mutable_execution()->set_workflow_id(id);
  wanted.set_signal_name("go");
  return command;
}

command::Command cancel_external(const std::string& id) {
  command::Command command;
  command.set_command_type(enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION);
  command.mutable_request_cancel_external_workflow_execution_command_attributes()->set_workflow_id(id);
  return command;
}

}  // namespace skald::tests
