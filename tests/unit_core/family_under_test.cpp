#include "tests/unit_core/family_under_test.h"

#include <gtest/gtest.h>

namespace skald::core::test {
namespace {

RunUnderTest with_child_asked_for(enums::ParentClosePolicy policy) {
  RunUnderTest parent;
  parent.run_task({start_child("parcel", policy)});
  return parent;
}

void take(RunUnderTest& run, const Decision& decision) {
  if (!is_empty(decision.transition)) run.take(decision.transition);
}

}  // namespace

Command start_child(const std::string& workflow_id, enums::ParentClosePolicy policy) {
  Command command = bare(enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION);
  auto& wanted = *command.mutable_start_child_workflow_execution_command_attributes();
  wanted.set_workflow_id(workflow_id);
  wanted.mutable_workflow_type()->set_name("ship");
  wanted.set_parent_close_policy(policy);
  return command;
}

Command signal_external(const std::string& workflow_id, const std::string& name) {
  Command command = bare(enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION);
  auto& wanted = *command.mutable_signal_external_workflow_execution_command_attributes();
  wanted.mutable_execution()->set_workflow_id(workflow_id);
  wanted.set_signal_name(name);
  return command;
}

Command cancel_external(const std::string& workflow_id) {
  Command command = bare(enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION);
  command.mutable_request_cancel_external_workflow_execution_command_attributes()->set_workflow_id(
      workflow_id);
  return command;
}

Message only_message(const RunUnderTest& run) {
  const DueSet due = run.due();
  EXPECT_EQ(due.messages.size(), 1u);
  return due.messages.at(0);
}

RunUnderTest born(const RunUnderTest& parent) {
  return RunUnderTest(decide_start_child(letter<StartChild>(parent), parent.context()), parent);
}

void introduce(RunUnderTest& child, RunUnderTest& parent) {
  take(parent, decide_child_started(parent.state(), letter<TellStart>(child), parent.context()));
  take(child, decide_start_recorded(child.state(), child.context()));
}

void report_end(RunUnderTest& child, RunUnderTest& parent) {
  take(parent, decide_child_ended(parent.state(), letter<TellEnd>(child), parent.context()));
  take(child, decide_parent_notified(child.state(), child.context()));
}

void apply_policy(RunUnderTest& parent, RunUnderTest& child) {
  const auto message = letter<ClosePolicy>(parent);
  take(child, decide_close_policy(child.state(), message, child.context()));
  take(parent, decide_close_policy_applied(parent.state(), message.initiated_event_id, parent.context()));
}

Family::Family(enums::ParentClosePolicy policy) : parent(with_child_asked_for(policy)), child(born(parent)) {
  introduce(child, parent);
  parent.run_task();
}

}  // namespace skald::core::test
