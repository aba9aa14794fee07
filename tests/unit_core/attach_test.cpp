#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

Story::StartRequest attaching(const std::string& request_id) {
  Story::StartRequest request = Story::start_request();
  request.set_request_id(request_id);
  request.mutable_on_conflict_options()->set_attach_request_id(true);
  return request;
}

void attach(Story& run, const Story::StartRequest& request) {
  const Result<Decision> decision = decide_attach(run.state(), request, run.context());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  run.take(decision->transition);
}

TEST(Attach, a_start_leaves_its_id_on_the_run_once) {
  Story run;
  attach(run, attaching("second"));
  attach(run, attaching("second"));
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionOptionsUpdated");
  EXPECT_EQ(run.state().requests_attached().at("second"), 3);
}

TEST(Attach, makes_no_task) {
  Story run;
  run.run_task({start_timer("t", 60s)});
  attach(run, attaching("second"));
  EXPECT_FALSE(run.due().workflow_task.has_value());
}

TEST(Attach, waits_for_the_end_of_a_task_like_every_event) {
  Story run;
  run.take_task();
  attach(run, attaching("second"));
  EXPECT_EQ(run.state().requests_attached().at("second"), 0);
  run.complete_task();
  EXPECT_EQ(run.story(4),
            "4 WorkflowTaskCompleted | 5 WorkflowExecutionOptionsUpdated | 6 WorkflowTaskScheduled");
  EXPECT_EQ(run.state().requests_attached().at("second"), 5);
}

TEST(Attach, without_options_nothing_is_left) {
  Story run;
  Story::StartRequest request = attaching("second");
  request.clear_on_conflict_options();
  attach(run, request);
  EXPECT_EQ(run.story(3), "");
}

TEST(Attach, links_come_with_the_event) {
  Story run;
  Story::StartRequest request = attaching("second");
  request.mutable_on_conflict_options()->set_attach_links(true);
  request.add_links()->mutable_workflow_event()->set_workflow_id("other");
  attach(run, request);
  EXPECT_EQ(run.last().links(0).workflow_event().workflow_id(), "other");
}

TEST(Attach, an_attached_id_answers_with_the_run_also_after_its_end) {
  CurrentRun current{"run-1", "run-1", "start-1", enums::WORKFLOW_EXECUTION_STATUS_COMPLETED, true};
  EXPECT_EQ(*decide_start_action(attaching("second"), &current), StartAction::kReturnExisting);
  current.has_attached = false;
  EXPECT_EQ(*decide_start_action(attaching("second"), &current), StartAction::kStart);
}

}  // namespace
}  // namespace skald::core::test
