#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/tools/cli/program.h"

namespace skald::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Three greetings in a file that nobody owns, and the history of one of them as JSON.
class Replay : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* id : {"a", "b", "c"}) {
      succeed({"workflow", "start", "--db", db_, "--type", "greet", "-t", "test", "-w", id, "-i", "\"Ann\""});
    }
    WorkerProcess worker(db_);
    wait_for_count(db_, "Completed", 3);
    ASSERT_EQ(worker.stop(), 0);
    std::ofstream(json_) << succeed({"workflow", "show", "--db", db_, "a", "--output", "json"});
  }

  Outcome replay(const std::string& library, Words more) {
    Words words = {"replay", "--library", library};
    words.insert(words.end(), more.begin(), more.end());
    return skald(words);
  }

  Folder folder_;
  std::string db_ = folder_.database();
  std::string json_ = folder_.file("a.json");
};

TEST_F(Replay, code_that_agrees_is_exit_code_0) {
  for (const Words& which : {Words{"--db", db_, "--all"}, Words{"--db", db_, "-w", "b"}, Words{json_}}) {
    const Outcome outcome = replay(SKALD_GREETINGS, which);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(" 0 diverged, 0 not replayed"));
  }
  EXPECT_THAT(replay(SKALD_GREETINGS, {"--db", db_, "--all"}).out, StartsWith("3 runs, "));
}

TEST_F(Replay, changed_code_is_exit_code_1_and_a_report_with_the_source_line) {
  for (const Words& which : {Words{"--db", db_, "--all"}, Words{"--db", db_, "-w", "b"}, Words{json_}}) {
    const Outcome outcome = replay(SKALD_CHANGED_GREETINGS, which);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("TMPRL1100"));
    EXPECT_THAT(outcome.out, HasSubstr("greetings.cpp:15"));
    EXPECT_THAT(outcome.out, HasSubstr("polite"));
  }
}

TEST_F(Replay, every_run_that_diverges_is_told_to_programs) {
  const Outcome outcome = replay(SKALD_CHANGED_GREETINGS, {"--db", db_, "--all", "--output", "json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("\"runs\":3"));
  for (const char* id : {"a", "b", "c"})
    EXPECT_THAT(outcome.out, HasSubstr("\"workflowId\":\"" + std::string(id) + "\""));
}

TEST_F(Replay, a_workflow_that_the_library_does_not_have_is_no_agreement) {
  succeed({"workflow", "start", "--db", db_, "--type", "unheard_of", "-t", "test", "-w", "x"});
  const Outcome outcome = replay(SKALD_GREETINGS, {"--db", db_, "--all"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("not replayed: x"));
  EXPECT_THAT(outcome.out, HasSubstr("unheard_of"));
  EXPECT_THAT(outcome.out, HasSubstr("greet, wait_for_word"));
}

TEST_F(Replay, a_cut_history_is_refused_with_file_and_place) {
  std::ofstream(folder_.file("cut.json")) << "{\"events\": [\n  {\"eventId\": \"1\",";
  const Outcome outcome = replay(SKALD_GREETINGS, {folder_.file("cut.json")});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(
      outcome.err,
      HasSubstr("cut.json: SKALD4001: the text ends too early (line 2, column 19, in events[0].eventId)"));
}

TEST_F(Replay, a_run_or_file_that_is_not_there_is_named) {
  EXPECT_THAT(replay(SKALD_GREETINGS, {"--db", db_, "-w", "nobody"}).err, HasSubstr("no workflow nobody"));
  EXPECT_THAT(replay(SKALD_GREETINGS, {folder_.file("none.json")}).err, HasSubstr("none.json"));
}

TEST_F(Replay, a_library_that_is_none_is_refused_with_the_reason) {
  std::ofstream(folder_.file("text.so")) << "no library";
  EXPECT_THAT(replay(folder_.file("text.so"), {json_}).err, HasSubstr("text.so"));
  EXPECT_THAT(replay(folder_.file("none.so"), {json_}).err, HasSubstr("there is no library"));
  const Outcome without = replay(SKALD_NO_WORKFLOWS, {json_});
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_THAT(without.err, HasSubstr("SKALD_WORKFLOWS"));
}

}  // namespace
}  // namespace skald::cli
