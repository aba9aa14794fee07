#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>

#include "tests/tools/cli/program.h"

/// Libraries, histories and workflows that the program cannot use.
namespace skald::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class CommandOnBadInput : public testing::Test {
 protected:
  Folder folder_;
  const std::string db_ = folder_.database();

  std::string replay(const std::string& library, const std::string& file) {
    const Outcome outcome = skald({"replay", "--library", library, file});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, StartsWith("skald: "));
    return outcome.err;
  }
  std::string replay_text(const std::string& text) {
    const std::string file = folder_.file("history.json");
    std::ofstream(file) << text;
    return replay(SKALD_GREETINGS, file);
  }
};

TEST_F(CommandOnBadInput, a_library_that_is_none_is_refused_with_the_reason) {
  const std::string text = folder_.file("text.so");
  std::ofstream(text) << "no library\n";
  for (const std::string command : {"replay", "worker"}) {
    Words words = {command, "--library", text};
    for (const char* word : {"--db", "x.db"}) words.emplace_back(word);
    if (command == "replay") words.emplace_back("--all");
    if (command == "worker") words.insert(words.end(), {"-t", "test"});
    const Outcome outcome = skald(words);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("SKALD4002: workflow library " + text + " does not load: ")));
  }
  EXPECT_THAT(replay(SKALD_NO_WORKFLOWS, "h.json"), HasSubstr("SKALD4003: "));
  EXPECT_THAT(replay(folder_.file("none.so"), "h.json"),
              HasSubstr("there is no library " + folder_.file("none.so")));
}

TEST_F(CommandOnBadInput, a_history_that_is_none_is_refused_with_the_place) {
  const std::string event = R"({"eventId":"1","eventTime":"2026-01-01T00:00:00Z","eventType":)";
  struct Case {
    std::string text;
    const char* said;
  };
  const Case cases[] = {
      {"", "the text ends too early (line 1, column 1)"},
      {"{\"events\": [\n  {\"eventId\": \"1\",", "the text ends too early (line 2"},
      {"eventId 1\n", "this is not JSON (line 1, column 1)"},
      {"{\"events\": [}", "this is not JSON (line 1, column 13, in events[0])"},
      {R"({"orders": []})", "it has no \"events\""},
      {R"({"events": []})", "\"events\" is empty"},
      {R"({"events": 7})", "events"},
      {R"({"events": [)" + event + R"("EVENT_TYPE_NOPE"}]})", "\"EVENT_TYPE_NOPE\" is not a known EventType"},
      {R"({"events": [{"eventId":"two"}]})", "two"},
  };
  for (const Case& each : cases) {
    EXPECT_THAT(replay_text(each.text), AllOf(HasSubstr("history.json: SKALD4001: "), HasSubstr(each.said)))
        << each.text;
  }
  EXPECT_THAT(replay(SKALD_GREETINGS, folder_.file(".")), HasSubstr("is a folder, not a history"));
  EXPECT_THAT(replay(SKALD_GREETINGS, folder_.file("none.json")),
              AllOf(HasSubstr("none.json"), HasSubstr("No such file")));
}

TEST_F(CommandOnBadInput, a_history_whose_events_are_out_of_order_or_missing_is_refused_with_the_event) {
  succeed(
      {"workflow", "start", "--db", db_, "--type", "greet", "-t", "test", "-w", "order", "-i", "\"Ann\""});
  {
    WorkerProcess worker(db_);
    wait_for_count(db_, "Completed", 1);
  }
  boost::json::value whole = succeed_with_json({"workflow", "show", "--db", db_, "order"});
  boost::json::value swapped = whole;
  auto& events = swapped.at("events").as_array();
  std::swap(events[2], events[3]);
  EXPECT_THAT(replay_text(boost::json::serialize(swapped)),
              HasSubstr("events[2] has the eventId 4 where 3 is expected"));
  whole.at("events").as_array().erase(whole.at("events").as_array().begin());
  EXPECT_THAT(replay_text(boost::json::serialize(whole)),
              HasSubstr("events[0] has the eventId 2 where 1 is expected"));
}

TEST_F(CommandOnBadInput, workflows_that_no_worker_can_run_wait_and_lists_say_why) {
  const auto start = [&](const char* id, const char* type, const char* input) {
    succeed({"workflow", "start", "--db", db_, "--type", type, "-t", "test", "-w", id, "-i", input});
  };
  start("unknown", "unheard_of", "1");
  start("unfit", "greet", R"({"name":"Ann"})");
  start("good", "greet", "\"Ann\"");
  {
    WorkerProcess worker(db_);
    wait_for_count(db_, "Completed", 1);
    std::string list;
    const auto has_both = [&] {
      return list.find("unheard_of is not registered") != std::string::npos &&
             list.find("expected a string, found an object") != std::string::npos;
    };
    while (!has_both()) list = succeed({"workflow", "list", "--db", db_, "--width", "0"});
    EXPECT_THAT(list, HasSubstr("its task failed 3 times"));
    EXPECT_THAT(succeed({"workflow", "describe", "--db", db_, "unfit", "--width", "0"}),
                AllOf(HasSubstr("event 1, input of workflow greet: argument 1 of greet"),
                      HasSubstr("SKALD3002"), HasSubstr("attempt 4, next try in ")));
    EXPECT_THAT(succeed({"workflow", "describe", "--db", db_, "unknown", "--width", "0"}),
                AllOf(HasSubstr("registered: greet, wait_for_word"), HasSubstr("SKALD3001")));
    EXPECT_EQ(worker.stop(), 0);
  }
  succeed({"workflow", "terminate", "--db", db_, "unknown"});
}

}  // namespace
}  // namespace skald::cli
