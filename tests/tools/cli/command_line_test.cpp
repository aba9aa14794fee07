#include "tools/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::cli {
namespace {

using testing::HasSubstr;

/// What the program says to a command line; empty: it fits.
std::string refusal_of(std::vector<std::string> words) {
  Command command;
  const auto program = make_program(command);
  std::reverse(words.begin(), words.end());
  try {
    program->parse(words);
  } catch (const CLI::ParseError& error) {
    return usage_error_text(*program, error);
  } catch (const CommandLineError& error) {
    return usage_error_text(*program, error);
  }
  EXPECT_TRUE(command) << "parsed, but there is nothing to do";
  return "";
}

TEST(CommandLine, commands_that_fit_are_taken) {
  EXPECT_EQ(refusal_of({"workflow", "list", "--db", "a.db"}), "");
  EXPECT_EQ(refusal_of({"workflow", "show", "order-17", "--db", "a.db"}), "");
  EXPECT_EQ(refusal_of({"workflow", "show", "--workflow-id", "order-17", "--db", "a.db"}), "");
  EXPECT_EQ(refusal_of({"workflow", "start", "--db", "a.db", "--type", "t", "-t", "q", "-i", "1", "-i", "2"}),
            "");
  EXPECT_EQ(refusal_of({"replay", "--library", "l.so", "a.json", "b.json"}), "");
  EXPECT_EQ(refusal_of({"replay", "--library", "l.so", "--db", "a.db", "--all"}), "");
  EXPECT_EQ(refusal_of({"version"}), "");
}

TEST(CommandLine, a_mistyped_command_is_answered_with_the_one_that_was_meant) {
  EXPECT_THAT(refusal_of({"wrokflow"}),
              HasSubstr("'wrokflow' is not known to 'skald'; did you mean 'workflow'?"));
  EXPECT_THAT(refusal_of({"workflow", "lsit"}),
              HasSubstr("'lsit' is not known to 'skald workflow'; did you mean 'list'?"));
}

TEST(CommandLine, a_mistyped_option_is_answered_with_the_one_that_was_meant) {
  EXPECT_THAT(refusal_of({"workflow", "list", "--db", "a.db", "--limt=3"}),
              HasSubstr("did you mean '--limit'?"));
}

TEST(CommandLine, a_missing_option_is_named) {
  EXPECT_THAT(refusal_of({"workflow", "list"}), HasSubstr("--db FILE, or --address HOST:PORT"));
  EXPECT_THAT(refusal_of({"workflow", "start", "--db", "a.db", "--type", "t"}),
              HasSubstr("--task-queue is required"));
}

TEST(CommandLine, a_command_without_its_verb_is_answered_with_the_verbs) {
  EXPECT_THAT(refusal_of({"workflow"}), HasSubstr("Usage: skald workflow"));
  EXPECT_THAT(refusal_of({"workflow"}), HasSubstr("describe"));
}

TEST(CommandLine, replay_wants_to_know_which_histories) {
  EXPECT_THAT(refusal_of({"replay", "--library", "l.so"}),
              HasSubstr("give histories as JSON files, or a database"));
  EXPECT_THAT(refusal_of({"replay", "--library", "l.so", "--db", "a.db"}), HasSubstr("say which"));
  EXPECT_THAT(refusal_of({"replay", "--library", "l.so", "--db", "a.db", "h.json"}),
              HasSubstr("give histories"));
}

TEST(CommandLine, a_length_of_time_that_is_none_is_refused) {
  EXPECT_THAT(
      refusal_of({"workflow", "start", "--db", "a.db", "--type", "t", "-t", "q", "--run-timeout", "soon"}),
      HasSubstr("'soon' is no length of time"));
}

}  // namespace
}  // namespace skald::cli
