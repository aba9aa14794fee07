#include "tools/history/history_json.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/tools/test_files.h"

namespace skald::history {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::HasSubstr;

History read(const std::string& text) {
  Result<History> history = from_json(text);
  EXPECT_TRUE(history.ok()) << (history.ok() ? "" : history.error().message);
  return history.ok() ? *history : History();
}

std::string error_of(const std::string& text) {
  const Result<History> history = from_json(text);
  if (history.ok()) return "no error";
  EXPECT_EQ(history.error().code, Code::kInvalidArgument);
  return history.error().message;
}

/// A history of one event, with its parts to be replaced.
std::string one_event(const std::string& event) { return R"({"events": [)" + event + "]}"; }

TEST(HistoryJson, the_output_of_temporals_command_line_is_read_and_written_back_as_it_is) {
  const std::string text = test_file("histories/temporal_cli.json");
  const History history = read(text);
  EXPECT_EQ(history.events_size(), 4);
  EXPECT_EQ(history.events(0).workflow_execution_started_event_attributes().workflow_id(), "order-17");
  EXPECT_EQ(to_json(history), text);
}

TEST(HistoryJson, both_spellings_of_enum_names_give_the_same_history) {
  const History history = read(test_file("histories/failed_saga.json"));
  EXPECT_TRUE(MessageDifferencer::Equals(history, read(test_file("histories/failed_saga_pascal_case.json"))));
  EXPECT_EQ(to_json(history), to_json(read(to_json(history))));
}

TEST(HistoryJson, an_answer_of_the_service_and_a_bare_array_are_histories_too) {
  const std::string text = test_file("histories/temporal_cli.json");
  const History history = read(text);
  EXPECT_TRUE(
      MessageDifferencer::Equals(history, read(R"({"history": )" + text + R"(, "nextPageToken": ""})")));
  const std::string array = text.substr(text.find('['), text.rfind(']') + 1 - text.find('['));
  EXPECT_TRUE(MessageDifferencer::Equals(history, read(array)));
}

TEST(HistoryJson, histories_that_other_programs_recorded_survive_the_way_to_json_and_back) {
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SKALD_OTHER_HISTORIES)) {
    if (entry.path().extension() != ".bin") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    History history;
    ASSERT_TRUE(history.ParseFromIstream(&in)) << entry.path();
    EXPECT_TRUE(MessageDifferencer::Equals(history, read(to_json(history)))) << entry.path();
    ++seen;
  }
  EXPECT_GT(seen, 5);
}

TEST(HistoryJson, a_payload_written_as_its_bare_value_becomes_a_payload) {
  const History history = read(one_event(
      R"({"eventId": 1, "eventType": "WorkflowExecutionStarted",
          "workflowExecutionStartedEventAttributes": {"input": [{"id": 7}, null, "x"]}})"));
  const auto& input = history.events(0).workflow_execution_started_event_attributes().input();
  ASSERT_EQ(input.payloads_size(), 3);
  EXPECT_EQ(input.payloads(0).data(), R"({"id":7})");
  EXPECT_EQ(input.payloads(0).metadata().at("encoding"), "json/plain");
  EXPECT_EQ(input.payloads(1).metadata().at("encoding"), "binary/null");
  EXPECT_EQ(input.payloads(2).data(), R"("x")");
}

TEST(HistoryJson, fields_of_newer_versions_are_passed_over) {
  read(one_event(
      R"({"eventId": "1", "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "fromTheFuture": {"a": [1]},
                     "workflowExecutionStartedEventAttributes": {"alsoNew": "EVENT"}})"));
}

TEST(HistoryJson, a_cut_text_is_an_error_that_names_the_place) {
  const std::string text = test_file("histories/temporal_cli.json");
  const std::string cut = text.substr(0, text.find("\"signalName\"") + 18);
  EXPECT_EQ(error_of(cut),
            "SKALD4001: the text ends too early (line 68, column 27, in "
            "events[2].workflowExecutionSignaledEventAttributes.signalName): the file is cut; fetch the "
            "history again");
}

TEST(HistoryJson, every_shorter_text_is_an_error_and_never_a_history) {
  const std::string text = test_file("histories/temporal_cli.json");
  for (std::size_t length = 0; length < text.rfind('}'); ++length) {
    ASSERT_THAT(error_of(text.substr(0, length)), HasSubstr("the text ends too early")) << length;
  }
}

TEST(HistoryJson, what_is_not_json_is_an_error_with_line_and_column) {
  EXPECT_THAT(error_of("{\n  \"events\": [,]\n}"),
              HasSubstr("this is not JSON (line 2, column 14, in events[0])"));
  EXPECT_THAT(error_of("events: []"), HasSubstr("this is not JSON (line 1, column 1)"));
  EXPECT_THAT(error_of("{\"events\": []} x"), HasSubstr("this is not JSON (line 1, column 16)"));
}

TEST(HistoryJson, foreign_json_is_an_error_that_says_what_it_lacks) {
  EXPECT_THAT(error_of("{\"orders\": []}"), HasSubstr("not a workflow's history: it has no \"events\""));
  EXPECT_THAT(error_of("42"), HasSubstr("it has no \"events\""));
  EXPECT_THAT(error_of("{\"events\": {}}"), HasSubstr("events: an array was expected, not an object"));
  EXPECT_THAT(error_of("{\"events\": []}"), HasSubstr("\"events\" is empty"));
  EXPECT_THAT(error_of("{\"events\": [1]}"), HasSubstr("events[0]: an object was expected, not a number"));
}

TEST(HistoryJson, an_unknown_enum_name_is_an_error_with_its_path) {
  EXPECT_THAT(error_of(one_event(R"({"eventId": "1", "eventType": "OrderPlaced"})")),
              HasSubstr("events[0].eventType: \"OrderPlaced\" is not a known EventType"));
}

TEST(HistoryJson, a_history_with_a_gap_is_an_error) {
  std::string text = test_file("histories/temporal_cli.json");
  text.replace(text.find("\"eventId\": \"3\""), 14, "\"eventId\": \"7\"");
  EXPECT_THAT(error_of(text), HasSubstr("events[2] has the eventId 7 where 3 is expected"));
}

TEST(HistoryJson, an_event_without_its_attributes_is_an_error) {
  EXPECT_THAT(
      error_of(one_event(
          R"({"eventId": "1", "eventType": "WorkflowExecutionStarted", "timerFiredEventAttributes": {}})")),
      HasSubstr("events[0] (workflow execution started) has no \"workflowExecutionStartedEventAttributes\""));
  EXPECT_THAT(error_of(one_event(R"({"eventId": "1"})")), HasSubstr("events[0] has no \"eventType\""));
}

TEST(HistoryJson, a_history_from_the_middle_is_an_error) {
  EXPECT_THAT(
      error_of(one_event(R"({"eventId": "1", "eventType": "TimerFired", "timerFiredEventAttributes": {}})")),
      HasSubstr("its first event is not WorkflowExecutionStarted"));
}

}  // namespace
}  // namespace skald::history
