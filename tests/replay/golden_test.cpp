#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/replay/golden_workflows.h"
#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string path_of(const std::string& name) { return std::string(SKALD_GOLDEN) + "/" + name + ".json"; }

History read(const std::string& name) {
  std::ifstream file(path_of(name));
  std::ostringstream text;
  text << file.rdbuf();
  History history;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &history);
  EXPECT_TRUE(status.ok()) << path_of(name) << ": " << status.ToString();
  EXPECT_GT(history.events_size(), 0) << path_of(name);
  return history;
}

void write(const std::string& name, const History& history) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(history, &text, options).ok());
  std::ofstream(path_of(name)) << text;
}

std::string replay(const std::string& name, const std::string& workflow) {
  const Registry registry = golden::workflows();
  const auto divergence = replay::replay_history(read(name), *registry.find_workflow(workflow), {});
  return divergence ? divergence->report : "agrees";
}

// Written by a Temporal server and the Python SDK, whose workflow made the same calls.
TEST(Golden, history_of_the_python_sdk_agrees) {
  EXPECT_EQ(replay("python_order_failed", "order"), "agrees");
  EXPECT_EQ(replay("python_timer_cancelled", "cancelled"), "agrees");
  EXPECT_EQ(replay("python_countdown_continued", "countdown"), "agrees");
  EXPECT_EQ(replay("python_countdown_completed", "countdown"), "agrees");
}

TEST(Golden, history_of_another_workflow_diverges) {
  EXPECT_THAT(
      replay("python_countdown_completed", "gather"),
      HasSubstr("TMPRL1100 event 6: history has ActivityTaskScheduled reserve (id 2), but the code made "
                "StartTimer (id 2) (another kind of command), made at "));
  EXPECT_THAT(replay("python_timer_cancelled", "countdown"), HasSubstr("input of workflow cancelled: "));
}

// The story of golden/gather.json, told to today's code. With SKALD_WRITE_GOLDEN set it is written anew,
// which is right only before the first release.
TEST(Golden, story_of_everything_side_by_side_is_commanded_as_ever) {
  const Registry registry = golden::workflows();
  Story story(*registry.find_workflow("gather"), "3");
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 1 reserve", "StartTimer 2 1000ms",
                                        "ScheduleActivityTask 3 reserve"));
  story.activity_completes("3", "\"b\"").timer_fires("2").activity_completes("1", "\"a\"");
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 7 charge", "StartTimer 8 30000ms",
                                        "ScheduleActivityTask 9 roll", "ScheduleActivityTask 10 roll",
                                        "ScheduleActivityTask 11 roll"));
  story.activity_completes("10", "2").timer_fires("8").task();
  story.activity_completes("11", "3").activity_completes("9", "1");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 10"));
  if (std::getenv("SKALD_WRITE_GOLDEN") != nullptr) write("gather", story.server().history());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(story.server().history(), read("gather")));
}

TEST(Golden, history_of_this_library_agrees) { EXPECT_EQ(replay("gather", "gather"), "agrees"); }

}  // namespace
}  // namespace skald::replay_tests
