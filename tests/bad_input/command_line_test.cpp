#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/cli/program.h"

/// Command lines that do not fit: exit code 2, what is wrong, what was meant, and where help is.
namespace skald::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

struct Case {
  Words words;
  const char* said;
};

TEST(BadCommandLine, is_answered_with_what_is_wrong_and_where_help_is) {
  const Case cases[] = {
      {{"wrokflow"}, "'wrokflow' is not known to 'skald'; did you mean 'workflow'?"},
      {{"workflow", "lst"}, "'lst' is not known to 'skald workflow'; did you mean 'list'?"},
      {{"workflow", "list", "--bd", "a.db"},
       "'--bd' is not known to 'skald workflow list'; did you mean '--db'?"},
      {{"workflow", "list"}, "say where the workflows are: --db FILE, or --address HOST:PORT"},
      {{"workflow", "list", "--db"}, "--db needs a value"},
      {{"workflow", "list", "--db", ""}, "--db: is empty"},
      {{"workflow", "list", "--db", "a", "--db", "b"}, "--db is given more than once"},
      {{"workflow", "list", "--db", "a", "--limit", "many"}, "--limit: 'many' is no whole number from 1"},
      {{"workflow", "list", "--db", "a", "--limit", "-3"}, "--limit: '-3' is no whole number from 1"},
      {{"workflow", "list", "--db", "a", "--output", "xml"}, "xml not in {text,json}"},
      {{"workflow", "start", "--db", "a", "--type", "t", "-t", "q", "-w", ""}, "--workflow-id: is empty"},
      {{"workflow", "start", "--db", "a", "--type", "t", "-t", "q", "--run-timeout", "soon"},
       "'soon' is no length of time"},
      {{"replay", "--library", "l.so"}, "give histories as JSON files, or a database"},
      {{"worker", "--library", "l.so", "--db", "a"}, "--task-queue is required"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.said);
    const Outcome outcome = skald(each.words);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err,
                AllOf(StartsWith("skald: "), HasSubstr(each.said), HasSubstr("--help says what there is")));
  }
}

TEST(BadCommandLine, an_input_that_is_not_json_is_refused_before_anything_is_opened) {
  const Folder folder;
  const Outcome outcome =
      skald({"workflow", "start", "--db", folder.database(), "--type", "greet", "-t", "test", "-i", "Ann"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--input 1 is not JSON"), HasSubstr("--input '\"text\"'")));
  EXPECT_THAT(skald({"workflow", "list", "--db", folder.database()}).err, HasSubstr("there is no file"));
}

TEST(BadCommandLine, without_a_command_the_commands_are_shown) {
  const Outcome outcome = skald({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Usage: skald COMMAND"), HasSubstr("worker"), HasSubstr("replay")));
}

TEST(Help, shows_what_must_be_given) {
  EXPECT_THAT(succeed({"workflow", "start", "--help"}),
              HasSubstr("Usage: skald workflow start (--db FILE | --address HOST:PORT) --type NAME "
                        "--task-queue NAME [options] [ID]"));
  EXPECT_THAT(succeed({"workflow", "show", "--help"}),
              HasSubstr("Usage: skald workflow show (--db FILE | --address HOST:PORT) [options] ID"));
  EXPECT_THAT(succeed({"--help"}),
              AllOf(HasSubstr("Usage: skald COMMAND [options]"), HasSubstr("For example:")));
  EXPECT_EQ(succeed({"--version"}), succeed({"version"}));
}

}  // namespace
}  // namespace skald::cli
