#include "engine/core/messages.h"

#include <algorithm>
#include <utility>

/// Which messages a state waits to have delivered, and their text.
namespace skald::core {
namespace {

using Kind = Message::Kind;

RunIdentity receiver(const RunState& sender, const std::string& workflow_id, const std::string& run_id) {
  RunIdentity identity;
  identity.set_namespace_name(sender.identity().namespace_name());
  identity.set_workflow_id(workflow_id);
  identity.set_run_id(run_id);
  return identity;
}

RunIdentity parent_of(const RunState& child) {
  const auto& parent = child.started().parent_workflow_execution();
  return receiver(child, parent.workflow_id(), parent.run_id());
}

// What the command leaves open is the parent's.
common::Priority priority_of(const RunState& parent, const ChildState& child) {
  common::Priority priority = parent.started().priority();
  priority.MergeFrom(child.initiated().priority());
  return priority;
}

wire::StartWorkflowExecutionRequest start_request(const RunState& parent, const ChildState& child) {
  const auto& wanted = child.initiated();
  wire::StartWorkflowExecutionRequest request;
  request.set_namespace_(parent.identity().namespace_name());
  request.set_workflow_id(wanted.workflow_id());
  *request.mutable_workflow_type() = wanted.workflow_type();
  *request.mutable_task_queue() = wanted.task_queue();
  // The same each time: a start that comes twice finds its own run.
  request.set_request_id(parent.identity().run_id() + ":" + std::to_string(child.initiated_event_id()) +
                         ":0");
  request.set_workflow_id_reuse_policy(wanted.workflow_id_reuse_policy());
  request.set_cron_schedule(wanted.cron_schedule());
  if (wanted.has_workflow_execution_timeout())
    *request.mutable_workflow_execution_timeout() = wanted.workflow_execution_timeout();
  *request.mutable_workflow_run_timeout() = wanted.workflow_run_timeout();
  *request.mutable_workflow_task_timeout() = wanted.workflow_task_timeout();
  if (wanted.has_input()) *request.mutable_input() = wanted.input();
  if (wanted.has_header()) *request.mutable_header() = wanted.header();
  if (wanted.memo().fields_size() > 0) *request.mutable_memo() = wanted.memo();
  if (wanted.has_search_attributes()) *request.mutable_search_attributes() = wanted.search_attributes();
  if (wanted.has_retry_policy()) *request.mutable_retry_policy() = wanted.retry_policy();
  if (wanted.has_priority() || parent.started().has_priority())
    *request.mutable_priority() = priority_of(parent, child);
  if (child.has_user_metadata()) *request.mutable_user_metadata() = child.user_metadata();
  return request;
}

common::WorkflowExecution root_of(const RunState& state) {
  if (state.started().has_root_workflow_execution()) return state.started().root_workflow_execution();
  common::WorkflowExecution self;
  self.set_workflow_id(state.identity().workflow_id());
  self.set_run_id(state.identity().run_id());
  return self;
}

Letter to_child(const RunState& parent, const Message& message) {
  const ChildState& child = parent.children().at(message.event_id);
  RunIdentity to = receiver(parent, child.initiated().workflow_id(), {});
  if (message.kind == Kind::kClosePolicy) {
    return {std::move(to),
            ClosePolicy{parent.identity(), message.event_id, child.initiated().parent_close_policy()}};
  }
  return {std::move(to), StartChild{start_request(parent, child), parent.identity(), message.event_id,
                                    root_of(parent), child.initiated().namespace_id()}};
}

}  // namespace

std::vector<Message> undelivered_messages(const RunState& state) {
  std::vector<Message> messages;
  const bool is_over = is_closed(state);
  for (const auto& [id, child] : state.children()) {
    if (is_over) {
      messages.push_back({Kind::kClosePolicy, id});
    } else if (child.run_id().empty()) {
      messages.push_back({Kind::kStartChild, id});
    }
  }
  if (state.has_close_event()) messages.push_back({Kind::kTellEnd, 0});
  if (is_over) {
    std::sort(messages.begin(), messages.end());
    return messages;
  }
  for (const auto& [id, wanted] : state.external_signals()) messages.push_back({Kind::kSignal, id});
  for (const auto& [id, wanted] : state.external_cancels()) messages.push_back({Kind::kCancel, id});
  if (state.awaits_parent()) messages.push_back({Kind::kTellStart, 0});
  std::sort(messages.begin(), messages.end());
  return messages;
}

Letter write_letter(const RunState& sender, const Message& message) {
  const std::int64_t in_parent = sender.started().parent_initiated_event_id();
  switch (message.kind) {
    case Kind::kStartChild:
    case Kind::kClosePolicy: return to_child(sender, message);
    case Kind::kTellStart: return {parent_of(sender), TellStart{sender.identity(), in_parent}};
    case Kind::kTellEnd:
      return {parent_of(sender), TellEnd{sender.identity(), in_parent,
                                         sender.started().first_execution_run_id(), sender.close_event()}};
    case Kind::kSignal: {
      const auto& wanted = sender.external_signals().at(message.event_id);
      return {
          receiver(sender, wanted.workflow_execution().workflow_id(), wanted.workflow_execution().run_id()),
          ExternalSignal{sender.identity(), message.event_id, wanted}};
    }
    case Kind::kCancel: break;
  }
  const auto& wanted = sender.external_cancels().at(message.event_id);
  return {receiver(sender, wanted.workflow_execution().workflow_id(), wanted.workflow_execution().run_id()),
          ExternalCancel{sender.identity(), message.event_id, wanted}};
}

}  // namespace skald::core
