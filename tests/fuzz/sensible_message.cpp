#include "tests/fuzz/sensible_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <temporal/api/update/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include <cctype>

namespace skald::fuzz {
namespace {

namespace command = temporal::api::command::v1;
namespace common = temporal::api::common::v1;
namespace enums = temporal::api::enums::v1;
namespace update = temporal::api::update::v1;
namespace wire = temporal::api::workflowservice::v1;

constexpr std::size_t kRemembered = 24;
constexpr int kDeepest = 6;

// Fields that a request of the kind nearly always has.
bool is_usual(const std::string& name) {
  static const char* const kUsual[] = {"namespace",
                                       "task_token",
                                       "workflow_execution",
                                       "execution",
                                       "workflow_id",
                                       "workflow_type",
                                       "task_queue",
                                       "activity_id",
                                       "signal_name",
                                       "query",
                                       "request",
                                       "update_ref",
                                       "commands",
                                       "failure",
                                       "wait_policy",
                                       "meta",
                                       "input",
                                       "update_id",
                                       "workflow_task_timeout",
                                       "name",
                                       "query_type",
                                       "workflow_execution_retention_period",
                                       "search_attributes"};
  for (const char* each : kUsual) {
    if (name == each) return true;
  }
  return false;
}

bool is_about_namespaces(const std::string& request) {
  return request == "RegisterNamespaceRequest" || request == "UpdateNamespaceRequest" ||
         request == "DeleteNamespaceRequest";
}

}  // namespace

SensibleMessage::SensibleMessage(RandomMessage& random) : random_(random) {
  const auto few = [this](const char* prefix, std::size_t count) {
    return [this, prefix, count] { return small_id(prefix, count); };
  };
  texts_ = {
      {"namespace",
       [this] { return is_about_namespaces(request_) ? small_id("space-", 3) : std::string("default"); }},
      {"workflow_id", few("w-", 12)},
      {"run_id", [this] { return one_in(2) || runs_.empty() ? std::string() : runs_[pick(runs_.size())]; }},
      {"first_execution_run_id",
       [this] { return one_in(3) && !runs_.empty() ? runs_[pick(runs_.size())] : std::string(); }},
      {"activity_id", few("a-", 4)},
      {"timer_id", few("t-", 4)},
      {"signal_name", few("s-", 3)},
      {"query_type", few("q-", 2)},
      {"update_id", few("u-", 6)},
      {"request_id", few("r-", 40)},
      {"marker_name", few("m-", 2)},
      {"identity", few("worker-", 2)},
      {"task_token", [this] { return newest_of(tokens_for(request_)); }},
      {"next_page_token", [this] { return one_in(2) || pages_.empty() ? std::string() : newest_of(pages_); }},
      {"cron_schedule", [this] { return std::string(one_in(12) ? "* * * * *" : ""); }},
      {"worker_instance_key", few("instance-", 2)},
  };
}

std::string SensibleMessage::small_id(const char* prefix, std::size_t count) {
  return prefix + std::to_string(pick(count));
}

void SensibleMessage::keep(Pool& pool, const std::string& text) {
  if (text.empty()) return;
  pool.push_back(text);
  if (pool.size() > kRemembered) pool.pop_front();
}

// Mostly taken for good: most tasks are answered once.
std::string SensibleMessage::newest_of(Pool& pool) {
  if (pool.empty()) return {};
  std::string text = one_in(4) ? pool[pick(pool.size())] : pool.back();
  if (text == pool.back() && !one_in(5)) pool.pop_back();
  return text;
}

SensibleMessage::Pool& SensibleMessage::tokens_for(const std::string& request) {
  if (one_in(50)) return query_tokens_;  // of another kind
  if (request.find("Query") != std::string::npos) return query_tokens_;
  return request.find("Activity") != std::string::npos ? activity_tokens_ : workflow_tokens_;
}

void SensibleMessage::fill(Message& request) {
  request_ = request.GetDescriptor()->name();
  if (auto* completion = dynamic_cast<wire::RespondWorkflowTaskCompletedRequest*>(&request);
      completion && !one_in(4))
    return fill_completion(*completion);
  fill_nested(request, 0);
}

void SensibleMessage::fill_nested(Message& message, int depth) {
  if (depth > kDeepest || fill_by_type(message)) return;
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const Field& field = *descriptor.field(i);
    if (is_usual(field.name()) || one_in(5)) set(message, field, depth);
  }
}

void SensibleMessage::set(Message& message, const Field& field, int depth) {
  if (set_by_name(message, field)) return;
  const auto& reflection = *message.GetReflection();
  if (field.cpp_type() == Field::CPPTYPE_STRING) {
    const std::string text = field.type() == Field::TYPE_BYTES ? "\"bytes\"" : small_id("text-", 9);
    return field.is_repeated() ? reflection.AddString(&message, &field, text)
                               : reflection.SetString(&message, &field, text);
  }
  if (field.cpp_type() == Field::CPPTYPE_ENUM) {
    const auto value = static_cast<int>(pick(static_cast<std::size_t>(field.enum_type()->value_count())));
    return field.is_repeated() ? reflection.AddEnumValue(&message, &field, value)
                               : reflection.SetEnumValue(&message, &field, value);
  }
  if (field.cpp_type() != Field::CPPTYPE_MESSAGE) return random_.set_field(message, field);
  if (!field.is_repeated()) return fill_nested(*reflection.MutableMessage(&message, &field), depth + 1);
  for (std::size_t count = 1 + pick(2); count > 0; --count)
    fill_nested(*reflection.AddMessage(&message, &field), depth + 1);
}

bool SensibleMessage::set_by_name(Message& message, const Field& field) {
  if (field.cpp_type() != Field::CPPTYPE_STRING || field.is_repeated()) return false;
  const auto text = texts_.find(field.name());
  if (text == texts_.end()) return false;
  message.GetReflection()->SetString(&message, &field, text->second());
  return true;
}

bool SensibleMessage::fill_by_type(Message& message) {
  const std::string& type = message.GetDescriptor()->name();
  if (type == "TaskQueue") {
    message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName("name"),
                                       small_id("queue-", 2));
  } else if (type == "WorkflowType" || type == "ActivityType") {
    message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName("name"), "Story");
  } else if (type == "Duration") {
    const std::int64_t seconds[] = {0, 1, 5, 60, 3600};
    static_cast<google::protobuf::Duration&>(message).set_seconds(seconds[pick(std::size(seconds))]);
  } else if (type == "Payload") {
    auto& payload = static_cast<common::Payload&>(message);
    (*payload.mutable_metadata())["encoding"] = "json/plain";
    payload.set_data(one_in(3) ? "12" : "\"text\"");
  } else if (type == "Command") {
    fill_command(static_cast<command::Command&>(message));
  } else if (type == "Message") {
    answer_update(static_cast<temporal::api::protocol::v1::Message&>(message));
  } else if (type == "Failure") {
    auto& failure = static_cast<temporal::api::failure::v1::Failure&>(message);
    failure.set_message("not today");
    failure.mutable_application_failure_info()->set_type(small_id("Error-", 2));
    failure.mutable_application_failure_info()->set_non_retryable(one_in(4));
  } else if (type == "ExecuteMultiOperationRequest" && !one_in(10)) {
    fill_operations(static_cast<wire::ExecuteMultiOperationRequest&>(message));
  } else {
    return false;
  }
  return true;
}

// A start and an update that belong together, but for what else is in them.
void SensibleMessage::fill_operations(wire::ExecuteMultiOperationRequest& request) {
  request.set_namespace_("default");
  auto& start = *request.add_operations()->mutable_start_workflow();
  auto& update = *request.add_operations()->mutable_update_workflow();
  fill_nested(start, 1);
  fill_nested(update, 1);
  start.clear_cron_schedule();
  start.clear_request_eager_execution();
  start.clear_workflow_start_delay();
  update.mutable_workflow_execution()->set_workflow_id(start.workflow_id());
  if (!one_in(10)) update.mutable_workflow_execution()->clear_run_id();
  if (!one_in(10)) update.clear_first_execution_run_id();
}

// One wrong command fails the whole task, so most completions bring few, and often those whose fields matter
// little.
void SensibleMessage::fill_completion(wire::RespondWorkflowTaskCompletedRequest& request) {
  request.set_namespace_("default");
  request.set_task_token(newest_of(workflow_tokens_));
  request.set_return_new_workflow_task(one_in(3));
  request.set_force_create_new_workflow_task(one_in(8));
  if (!updates_.empty() && one_in(2)) answer_update(*request.add_messages());
  if (one_in(4)) {
    auto& sticky = *request.mutable_sticky_attributes();
    sticky.mutable_worker_task_queue()->set_name(small_id("sticky-", 2));
    sticky.mutable_schedule_to_start_timeout()->set_seconds(5);
  }
  if (one_in(3)) return fill_command(*request.add_commands());
  for (std::size_t count = pick(3); count > 0; --count) {
    auto& activity = *request.add_commands();
    activity.set_command_type(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
    auto& attributes = *activity.mutable_schedule_activity_task_command_attributes();
    attributes.set_activity_id(small_id("a-", 40));
    attributes.mutable_activity_type()->set_name("Story");
    attributes.mutable_task_queue()->set_name(small_id("queue-", 2));
    attributes.mutable_start_to_close_timeout()->set_seconds(600);
    attributes.set_request_eager_execution(one_in(4));
  }
}

void SensibleMessage::fill_command(command::Command& command) {
  static const auto& kFields = *command::Command::descriptor()->FindOneofByName("attributes");
  const auto& field = *kFields.field(static_cast<int>(pick(static_cast<std::size_t>(kFields.field_count()))));
  // start_timer_command_attributes: COMMAND_TYPE_START_TIMER.
  std::string name = field.name().substr(0, field.name().find("_command_attributes"));
  for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  command::Command filled;
  enums::CommandType type = enums::COMMAND_TYPE_UNSPECIFIED;
  enums::CommandType_Parse("COMMAND_TYPE_" + name, &type);
  // What ends a run comes seldom: runs are to become old.
  const bool ends = name.find("EXECUTION") != std::string::npos && name.find("CHILD") == std::string::npos &&
                    name.find("EXTERNAL") == std::string::npos;
  if (ends && !one_in(6)) return fill_command(command);
  filled.set_command_type(type);
  Message& attributes = *filled.GetReflection()->MutableMessage(&filled, &field);
  fill_nested(attributes, 2);
  if (filled.has_schedule_activity_task_command_attributes()) {
    auto& activity = *filled.mutable_schedule_activity_task_command_attributes();
    activity.mutable_start_to_close_timeout()->set_seconds(5);
    activity.set_activity_id(small_id("a-", 4));
  }
  command = std::move(filled);
}

void SensibleMessage::answer_update(temporal::api::protocol::v1::Message& message) {
  const std::string id = updates_.empty() ? small_id("u-", 6) : newest_of(updates_);
  message.set_protocol_instance_id(id);
  switch (pick(3)) {
    case 0: {
      update::Acceptance body;
      body.set_accepted_request_sequencing_event_id(static_cast<std::int64_t>(pick(20)));
      message.mutable_body()->PackFrom(body);
      return message.set_id(id + "/accept");
    }
    case 1: {
      update::Response body;
      body.mutable_meta()->set_update_id(id);
      body.mutable_outcome()->mutable_success()->add_payloads()->set_data("42");
      message.mutable_body()->PackFrom(body);
      return message.set_id(id + "/complete");
    }
    default: {
      update::Rejection body;
      body.mutable_failure()->set_message("no");
      message.mutable_body()->PackFrom(body);
      return message.set_id(id + "/reject");
    }
  }
}

void SensibleMessage::learn_from(const Message& answer) {
  const auto learn_task = [this](const wire::PollWorkflowTaskQueueResponse& task) {
    keep(task.has_query() ? query_tokens_ : workflow_tokens_, task.task_token());
    keep(runs_, task.workflow_execution().run_id());
    for (const auto& message : task.messages()) keep(updates_, message.protocol_instance_id());
  };
  if (const auto* task = dynamic_cast<const wire::PollWorkflowTaskQueueResponse*>(&answer)) {
    learn_task(*task);
  } else if (const auto* next = dynamic_cast<const wire::RespondWorkflowTaskCompletedResponse*>(&answer)) {
    learn_task(next->workflow_task());
    for (const auto& activity : next->activity_tasks()) keep(activity_tokens_, activity.task_token());
  } else if (const auto* activity = dynamic_cast<const wire::PollActivityTaskQueueResponse*>(&answer)) {
    keep(activity_tokens_, activity->task_token());
  } else if (const auto* started = dynamic_cast<const wire::StartWorkflowExecutionResponse*>(&answer)) {
    keep(runs_, started->run_id());
    learn_task(started->eager_workflow_task());
  }
  const auto& descriptor = *answer.GetDescriptor();
  if (const Field* page = descriptor.FindFieldByName("next_page_token"))
    keep(pages_, answer.GetReflection()->GetString(answer, page));
}

}  // namespace skald::fuzz
