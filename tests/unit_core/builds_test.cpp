#include <gtest/gtest.h>

#include "engine/api/keyword_list.h"
#include "tests/unit_core/run_under_test.h"

// Checksums and version stamps are deprecated in the API, and still what workers without versioning send.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// What a run says of the builds that worked on it, and of the task that fails again and again.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;
using Texts = std::vector<std::string>;

Texts attribute(const Story& run, const std::string& name) {
  const auto& fields = run.state().search_attributes().indexed_fields();
  const auto found = fields.find(name);
  return found == fields.end() ? Texts() : api::keyword_list(found->second);
}

void run_task_of(Story& run, const std::string& build_id, const std::string& checksum) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_binary_checksum(checksum);
  if (!build_id.empty()) request.mutable_worker_version_stamp()->set_build_id(build_id);
  request.set_force_create_new_workflow_task(true);
  run.take_task();
  ASSERT_TRUE(run.try_complete(request).ok());
}

TEST(Builds, the_first_completed_task_of_each_is_a_reset_point) {
  Story run;
  run_task_of(run, "b1", "");
  run_task_of(run, "b1", "");
  run_task_of(run, "b2", "");
  const auto& points = run.state().auto_reset_points().points();
  ASSERT_EQ(points.size(), 2);
  EXPECT_EQ(points[0].build_id(), "b1");
  EXPECT_EQ(points[0].first_workflow_task_completed_id(), 4);
  EXPECT_EQ(points[0].run_id(), "run-1");
  EXPECT_EQ(points[1].build_id(), "b2");
}

TEST(Builds, are_search_attributes) {
  Story run;
  run_task_of(run, "", "one");
  EXPECT_EQ(attribute(run, "BuildIds"), Texts{"unversioned"});
  EXPECT_EQ(attribute(run, "BinaryChecksums"), Texts{"one"});
  run_task_of(run, "b2", "two");
  EXPECT_EQ(attribute(run, "BuildIds"), (Texts{"unversioned", "unversioned:b2"}));
  EXPECT_EQ(attribute(run, "BinaryChecksums"), (Texts{"one", "two"}));
}

TEST(Builds, the_next_run_of_a_chain_begins_with_the_reset_points_so_far) {
  Story run;
  const CompletedWorkflowTask done = run.run_task({continue_as_new()});
  const auto& started = done.next->transition.events(0).workflow_execution_started_event_attributes();
  ASSERT_EQ(started.prev_auto_reset_points().points_size(), 1);
  EXPECT_EQ(started.prev_auto_reset_points().points(0).first_workflow_task_completed_id(), 4);
}

TEST(Builds, at_most_twenty_reset_points_are_kept) {
  Story run;
  for (int build = 1; build <= 25; ++build) run_task_of(run, "b" + std::to_string(build), "");
  const auto& points = run.state().auto_reset_points().points();
  ASSERT_EQ(points.size(), 20);
  EXPECT_EQ(points[0].build_id(), "b6");
}

void fail_tasks(Story& run, int times) {
  for (int i = 0; i < times; ++i) {
    run.take_task();
    run.fail_task();
  }
}

TEST(ReportedProblems, the_fifth_failure_of_a_task_lists_the_run) {
  Story run;
  fail_tasks(run, 4);
  EXPECT_EQ(attribute(run, "TemporalReportedProblems"), Texts());
  fail_tasks(run, 1);
  EXPECT_EQ(
      attribute(run, "TemporalReportedProblems"),
      (Texts{"category=WorkflowTaskFailed", "cause=WorkflowTaskFailedCauseWorkflowWorkerUnhandledFailure"}));
}

TEST(ReportedProblems, a_completed_task_ends_it) {
  Story run;
  fail_tasks(run, 5);
  run.run_task({start_timer("t", 60s)});
  EXPECT_EQ(attribute(run, "TemporalReportedProblems"), Texts());
}

TEST(ReportedProblems, are_those_of_the_first_attempt) {
  Story run;
  run.take_task();
  run.advance(10s);
  fail_tasks(run, 4);
  EXPECT_EQ(attribute(run, "TemporalReportedProblems"),
            (Texts{"category=WorkflowTaskTimedOut", "cause=WorkflowTaskTimedOutCauseStartToClose"}));
}

}  // namespace
}  // namespace skald::core::test
