#include <gtest/gtest.h>

#include "tests/unit_core/family_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

struct Close {
  const char* name;
  void (*close)(Story& parent);
};

class ParentClose : public testing::TestWithParam<Close> {};

INSTANTIATE_TEST_SUITE_P(Closes, ParentClose,
                         testing::Values(Close{"terminated", [](Story& parent) { parent.terminate(); }},
                                         Close{"completed",
                                               [](Story& parent) {
                                                 parent.signal("wake");
                                                 parent.run_task({complete()});
                                               }},
                                         Close{"continued",
                                               [](Story& parent) {
                                                 parent.signal("wake");
                                                 parent.run_task({continue_as_new()});
                                               }}),
                         [](const auto& close) { return close.param.name; });

TEST_P(ParentClose, terminates_the_child_by_default) {
  Family family;
  GetParam().close(family.parent);
  apply_policy(family.parent, family.child);
  const auto& terminated = family.child.last().workflow_execution_terminated_event_attributes();
  EXPECT_EQ(terminated.reason(), "by parent close policy");
  EXPECT_EQ(terminated.identity(), "history-service");
  EXPECT_TRUE(family.parent.due().messages.empty());
}

TEST_P(ParentClose, asks_the_child_to_cancel_if_it_shall) {
  Family family(enums::PARENT_CLOSE_POLICY_REQUEST_CANCEL);
  GetParam().close(family.parent);
  apply_policy(family.parent, family.child);
  const auto& requested = family.child.last().workflow_execution_cancel_requested_event_attributes();
  EXPECT_EQ(requested.external_workflow_execution().workflow_id(), "order-17");
  EXPECT_EQ(requested.external_initiated_event_id(), 0);
  EXPECT_EQ(requested.identity(), "history-service");
  EXPECT_TRUE(requested.cause().empty());
  EXPECT_TRUE(family.parent.due().messages.empty());
}

TEST_P(ParentClose, leaves_the_child_alone_if_it_shall) {
  Family family(enums::PARENT_CLOSE_POLICY_ABANDON);
  GetParam().close(family.parent);
  EXPECT_TRUE(family.parent.due().messages.empty());
}

TEST(ParentClosePolicy, is_applied_once) {
  Family family(enums::PARENT_CLOSE_POLICY_REQUEST_CANCEL);
  family.parent.terminate();
  const auto message = letter<ClosePolicy>(family.parent);
  apply_policy(family.parent, family.child);
  EXPECT_TRUE(
      is_empty(decide_close_policy(family.child.state(), message, family.child.context()).transition));
  EXPECT_TRUE(
      is_empty(decide_close_policy_applied(family.parent.state(), 5, family.parent.context()).transition));
}

TEST(ParentClosePolicy, finds_the_newest_run_of_the_childs_chain) {
  Family family;
  const CompletedWorkflowTask completed = family.child.run_task({continue_as_new()});
  Story next(completed.next->transition, family.child);
  family.parent.terminate();
  apply_policy(family.parent, next);
  EXPECT_EQ(event_name(next.last()), "WorkflowExecutionTerminated");
}

TEST(ParentClosePolicy, spares_a_run_that_has_only_the_childs_id) {
  Family family;
  family.parent.terminate();
  Story::StartRequest request = Story::start_request();
  request.set_workflow_id("parcel");
  Story stranger(request);
  const auto message = letter<ClosePolicy>(family.parent);
  EXPECT_TRUE(is_empty(decide_close_policy(stranger.state(), message, stranger.context()).transition));
}

TEST(ParentClosePolicy, is_for_a_child_too_whose_start_the_parent_never_wrote_down) {
  Story parent;
  parent.run_task({start_child("parcel")});
  Story child = born(parent);
  parent.terminate();
  apply_policy(parent, child);
  EXPECT_EQ(event_name(child.last()), "WorkflowExecutionTerminated");
}

TEST(ParentClosePolicy, does_not_concern_children_of_the_last_task_which_never_start) {
  Story parent;
  parent.run_task({start_child("parcel"), complete()});
  EXPECT_TRUE(parent.due().messages.empty());
  EXPECT_TRUE(parent.state().children().empty());
}

TEST(ParentClosePolicy, waits_for_every_child) {
  Story parent;
  parent.run_task({start_child("a"), start_child("b"), start_child("c")});
  parent.terminate();
  EXPECT_EQ(parent.due().messages.size(), 3u);
  parent.take(decide_close_policy_applied(parent.state(), 6, parent.context()).transition);
  const std::vector<Message> left{{Message::Kind::kClosePolicy, 5}, {Message::Kind::kClosePolicy, 7}};
  EXPECT_EQ(parent.due().messages, left);
}

}  // namespace
}  // namespace skald::core::test
