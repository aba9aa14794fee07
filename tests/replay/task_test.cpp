#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <temporal/api/update/v1/message.pb.h>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

detail::WorkflowDefinition two_activities() {
  return define_body([] {
    const std::string first = call("a");
    return json(first + call("b"));
  });
}

const wire::RespondWorkflowTaskCompletedRequest& completed(const replay::TaskResult& result) {
  return std::get<wire::RespondWorkflowTaskCompletedRequest>(result.response);
}

wire::PollWorkflowTaskQueueResponse task_of(History history) {
  wire::PollWorkflowTaskQueueResponse task;
  task.set_started_event_id(history.events(history.events_size() - 1).event_id());
  *task.mutable_history() = std::move(history);
  return task;
}

TEST(Task, that_timed_out_in_history_made_no_commands) {
  HistoryBuilder server;
  server.run_started("story");
  server.task_scheduled(), server.task_started(), server.task_timed_out();
  server.task_scheduled(), server.task_started();
  const auto definition = two_activities();
  replay::WorkflowRun run(definition, {});
  EXPECT_THAT(texts(completed(run.handle(task_of(server.history())))),
              ElementsAre("ScheduleActivityTask 1 a"));
}

TEST(Task, that_failed_leaves_its_events_to_the_next) {
  Story story(two_activities());
  story.task();
  story.server().task_scheduled(), story.server().task_started(), story.server().task_failed();
  EXPECT_THAT(story.activity_completes("1", "1").task(), ElementsAre("ScheduleActivityTask 2 b"));
  EXPECT_THAT(story.activity_completes("2", "2").task(), ElementsAre("CompleteWorkflowExecution 12"));
}

TEST(Task, of_a_heartbeat_changes_nothing) {
  Story story(two_activities());
  story.task();
  EXPECT_THAT(story.task(), ElementsAre());
  EXPECT_THAT(story.task(), ElementsAre());
  EXPECT_THAT(story.activity_completes("1", "1").task(), ElementsAre("ScheduleActivityTask 2 b"));
}

// After a refused completion (an unhandled command) the cached fibers are ahead of history.
TEST(Task, after_a_completion_that_was_refused_begins_anew_from_the_whole_history) {
  const auto definition = two_activities();
  HistoryBuilder server;
  server.run_started("story");
  server.task_scheduled(), server.task_started();
  replay::WorkflowRun run(definition, {});
  run.handle(task_of(server.history()));
  server.task_failed();
  server.signaled("hello");
  server.task_scheduled(), server.task_started();
  EXPECT_THAT(texts(completed(run.handle(task_of(server.history())))),
              ElementsAre("ScheduleActivityTask 1 a"));
}

TEST(Task, after_a_completion_that_was_refused_asks_for_the_whole_history) {
  const auto definition = two_activities();
  HistoryBuilder server;
  server.run_started("story");
  server.task_scheduled(), server.task_started();
  replay::WorkflowRun run(definition, {});
  run.handle(task_of(server.history()));
  server.task_failed();
  server.task_scheduled(), server.task_started();
  const auto result = run.handle(task_of(server.from(run.next_event_id())));
  EXPECT_TRUE(result.evict);
  EXPECT_THAT(std::get<wire::RespondWorkflowTaskFailedRequest>(result.response).failure().message(),
              HasSubstr("needs its whole history"));
}

TEST(Task, skips_events_that_the_cached_run_has_seen) {
  const auto definition = two_activities();
  HistoryBuilder server;
  server.run_started("story");
  server.task_scheduled(), server.task_started();
  replay::WorkflowRun run(definition, {});
  const auto first = run.handle(task_of(server.history()));
  EXPECT_EQ(run.next_event_id(), 4);
  server.task_completed();
  server.commands(completed(first));
  server.activity_completed(server.find_activity("1"), "1");
  server.task_scheduled(), server.task_started();
  EXPECT_THAT(texts(completed(run.handle(task_of(server.history())))),
              ElementsAre("ScheduleActivityTask 2 b"));
}

TEST(Task, with_a_gap_in_its_history_fails) {
  const auto definition = two_activities();
  HistoryBuilder server;
  server.run_started("story");
  server.signaled("lost");
  server.task_scheduled(), server.task_started();
  History history = server.history();
  history.mutable_events()->DeleteSubrange(1, 1);
  replay::WorkflowRun run(definition, {});
  EXPECT_THAT(std::get<wire::RespondWorkflowTaskFailedRequest>(run.handle(task_of(history)).response)
                  .failure()
                  .message(),
              HasSubstr("after event 1 comes event 3"));
}

TEST(Task, without_a_started_task_fails) {
  const auto definition = two_activities();
  HistoryBuilder server;
  server.run_started("story");
  replay::WorkflowRun run(definition, {});
  EXPECT_THAT(std::get<wire::RespondWorkflowTaskFailedRequest>(run.handle(task_of(server.history())).response)
                  .failure()
                  .message(),
              HasSubstr("does not end with a new WorkflowTaskStarted"));
}

TEST(Task, first_of_a_run_names_flags_and_sdk_and_others_do_not) {
  Story story(two_activities());
  story.task();
  EXPECT_THAT(story.completion().sdk_metadata().core_used_flags(), ElementsAre(1, 2, 3));
  EXPECT_EQ(story.completion().sdk_metadata().sdk_name(), "skald-cpp");
  EXPECT_FALSE(story.completion().sdk_metadata().sdk_version().empty());
  story.activity_completes("1", "1").task();
  EXPECT_FALSE(story.completion().has_sdk_metadata());
}

TEST(Update, is_rejected_so_that_its_caller_does_not_hang) {
  Story story(two_activities());
  temporal::api::update::v1::Request request;
  request.mutable_input()->set_name("add_seats");
  auto& message = *story.extras.add_messages();
  message.set_id("u1/request");
  message.set_protocol_instance_id("u1");
  message.set_event_id(2);
  message.mutable_body()->PackFrom(request);
  story.task();
  ASSERT_EQ(story.completion().messages_size(), 1);
  temporal::api::update::v1::Rejection rejection;
  ASSERT_TRUE(story.completion().messages(0).body().UnpackTo(&rejection));
  EXPECT_EQ(story.completion().messages(0).protocol_instance_id(), "u1");
  EXPECT_EQ(rejection.rejected_request_message_id(), "u1/request");
  EXPECT_EQ(rejection.rejected_request_sequencing_event_id(), 2);
  EXPECT_EQ(rejection.failure().message(), "workflow story has no update add_seats");
}

TEST(Patch, marker_of_code_that_is_gone_is_skipped_with_its_search_attribute) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.patch_marker("retry-v2");
  server.version_attribute();
  server.activity_scheduled("1", "a");
  EXPECT_FALSE(replay::replay_history(server.history(), two_activities(), {}).has_value());
}

TEST(Info, tells_of_the_run_and_the_task) {
  detail::WorkflowInfo seen;
  Story story(define_body([&seen] {
    seen = detail::info();
    return json("0");
  }));
  story.task();
  EXPECT_EQ(seen.workflow_type, "story");
  EXPECT_EQ(seen.workflow_id, "story-1");
  EXPECT_EQ(seen.task_queue, "stories");
  EXPECT_EQ(seen.attempt, 1);
  EXPECT_EQ(seen.history_length, 3);
  EXPECT_EQ(seen.start_time.time_since_epoch(), std::chrono::seconds(1'700'000'001));
}

TEST(Info, says_whether_the_code_runs_again) {
  std::vector<bool> seen;
  const auto definition = define_body([&seen] {
    seen.push_back(detail::is_replaying());
    call("a");
    seen.push_back(detail::is_replaying());
    return json("0");
  });
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.activity_scheduled("1", "a");
  server.activity_completed(server.last_id(), "1");
  server.task_scheduled(), server.task_started();
  replay::WorkflowRun run(definition, {});
  run.handle(task_of(server.history()));
  EXPECT_THAT(seen, ElementsAre(true, false));
}

}  // namespace
}  // namespace skald::replay_tests
