#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/tools/cli/program.h"

namespace skald::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class WorkflowCommands : public testing::Test {
 protected:
  std::string start(const std::string& id, const std::string& type = "wait_for_word") {
    return succeed({"workflow", "start", "--db", db_, "--type", type, "--task-queue", "test", "-w", id, "-i",
                    "\"Ann\""});
  }
  Outcome on_workflow(const std::string& verb, const std::string& id, Words more = {}) {
    Words words = {"workflow", verb, "--db", db_, "--workflow-id", id};
    words.insert(words.end(), more.begin(), more.end());
    return skald(words);
  }

  Folder folder_;
  std::string db_ = folder_.database();
};

TEST_F(WorkflowCommands, what_is_started_is_listed_newest_first) {
  start("first");
  start("second");
  const std::string list = succeed({"workflow", "list", "--db", db_});
  EXPECT_THAT(list, ContainsRegex("status +workflow id +type"));
  EXPECT_THAT(list, ContainsRegex("running +second +wait_for_word"));
  EXPECT_LT(list.find("second"), list.find("first"));
  const auto json = succeed_with_json({"workflow", "list", "--db", db_});
  ASSERT_EQ(json.as_array().size(), 2u);
  EXPECT_EQ(json.at(0).at("execution").at("workflowId").as_string(), "second");
}

TEST_F(WorkflowCommands, lists_are_filtered_limited_and_counted) {
  start("first");
  start("second");
  on_workflow("terminate", "first");
  EXPECT_EQ(succeed({"workflow", "list", "--db", db_, "--count", "-q", "ExecutionStatus = 'Terminated'"}),
            "1\n");
  EXPECT_THAT(succeed({"workflow", "list", "--db", db_, "--limit", "1"}), HasSubstr("… and more; --limit 2"));
  EXPECT_EQ(succeed({"workflow", "list", "--db", db_, "-q", "WorkflowType = 'none'"}), "no workflows\n");
  EXPECT_EQ(skald({"workflow", "list", "--db", db_, "-q", "Colour = 'red'"}).exit_code, 2);
}

TEST_F(WorkflowCommands, a_second_start_of_a_running_id_fails_and_names_the_run) {
  start("one");
  const Outcome again = skald({"workflow", "start", "--db", db_, "--type", "t", "-t", "test", "-w", "one"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("already running"));
  const Outcome existing = skald({"workflow", "start", "--db", db_, "--type", "t", "-t", "test", "-w", "one",
                                  "--id-conflict-policy", "use-existing"});
  EXPECT_EQ(existing.exit_code, 0);
  EXPECT_THAT(existing.out, HasSubstr("is running already: one"));
}

TEST_F(WorkflowCommands, signal_cancel_and_terminate_stand_in_the_history) {
  start("one");
  EXPECT_EQ(on_workflow("signal", "one", {"--name", "word", "-i", "\"hi\""}).exit_code, 0);
  EXPECT_EQ(on_workflow("cancel", "one", {"--reason", "changed my mind"}).exit_code, 0);
  EXPECT_EQ(on_workflow("terminate", "one", {"--reason", "enough"}).exit_code, 0);
  const std::string timeline = on_workflow("show", "one").out;
  EXPECT_THAT(timeline, HasSubstr("wait_for_word one  terminated"));
  EXPECT_THAT(timeline, ContainsRegex("signal +word\\(\"hi\"\\)"));
  EXPECT_THAT(timeline, ContainsRegex("cancel request +changed my mind"));
  EXPECT_THAT(timeline, ContainsRegex("terminated +enough"));
}

TEST_F(WorkflowCommands, show_writes_temporals_json) {
  start("one");
  const auto json = succeed_with_json({"workflow", "show", "--db", db_, "one"});
  ASSERT_EQ(json.at("events").as_array().size(), 2u);
  EXPECT_EQ(json.at("events").at(0).at("eventType").as_string(), "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED");
}

TEST_F(WorkflowCommands, describe_says_what_a_run_waits_for) {
  start("one");
  const std::string text = on_workflow("describe", "one").out;
  EXPECT_THAT(text, ContainsRegex("status +running"));
  EXPECT_THAT(text, ContainsRegex("workflow task +attempt 1, ready"));
  const auto json = succeed_with_json({"workflow", "describe", "--db", db_, "one"});
  EXPECT_EQ(json.at("pendingWorkflowTask").at("attempt").as_int64(), 1);
}

TEST_F(WorkflowCommands, an_id_that_nobody_has_is_named) {
  start("one");
  for (const char* verb : {"show", "describe", "signal", "cancel", "terminate"}) {
    const Words more = std::string(verb) == "signal" ? Words{"--name", "word"} : Words{};
    const Outcome outcome = on_workflow(verb, "two", more);
    EXPECT_EQ(outcome.exit_code, 1) << verb;
    EXPECT_THAT(outcome.err, HasSubstr("two")) << verb;
  }
}

TEST_F(WorkflowCommands, commands_other_than_start_make_no_file) {
  for (const char* verb : {"show", "describe", "cancel", "terminate"}) {
    const Outcome outcome = on_workflow(verb, "one");
    EXPECT_EQ(outcome.exit_code, 1) << verb;
    EXPECT_THAT(outcome.err, HasSubstr("there is no file " + db_)) << verb;
  }
  EXPECT_FALSE(std::filesystem::exists(db_));
}

TEST_F(WorkflowCommands, a_file_that_is_no_database_is_refused_and_left_alone) {
  std::ofstream(db_) << "id,sku,quantity\norder-1,tea,2\n";
  for (const char* verb : {"show", "terminate"}) {
    const Outcome outcome = on_workflow(verb, "one");
    EXPECT_EQ(outcome.exit_code, 1) << verb;
    EXPECT_THAT(outcome.err, HasSubstr("not a Skald file")) << verb;
  }
  EXPECT_EQ(std::filesystem::file_size(db_), 30u);
}

TEST_F(WorkflowCommands, a_wrong_command_line_is_exit_code_2) {
  EXPECT_EQ(skald({"workflow", "lst"}).exit_code, 2);
  EXPECT_EQ(skald({"workflow", "start", "--db", db_, "--type", "t", "-t", "q", "-i", "nonsense"}).exit_code,
            2);
  EXPECT_THAT(skald({"workflow", "start", "--db", db_}).err, Not(HasSubstr("terminate called")));
  EXPECT_FALSE(std::filesystem::exists(db_));
}

}  // namespace
}  // namespace skald::cli
