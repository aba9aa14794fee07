#include "engine/api/text_check.h"

#include <gtest/gtest.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "skald/detail/utf8.h"

namespace skald::bad_input {
namespace {

namespace wire = temporal::api::workflowservice::v1;

constexpr char kBad[] = "caf\xe9";  // Latin-1

TEST(TextCheck, a_message_of_good_text_passes) {
  wire::StartWorkflowExecutionRequest request;
  request.set_workflow_id("Ærøskøbing-1 \xF0\x9F\x9A\xB2");
  request.mutable_workflow_type()->set_name("greet");
  (*request.mutable_memo()->mutable_fields())["note"].set_data("x");
  EXPECT_EQ(api::find_bad_text(request), "");
}

TEST(TextCheck, bad_text_is_found_in_fields_submessages_lists_and_maps) {
  wire::StartWorkflowExecutionRequest request;
  request.set_workflow_id(kBad);
  EXPECT_EQ(api::find_bad_text(request), "workflow_id");
  request.set_workflow_id("good");
  request.mutable_task_queue()->set_name(kBad);
  EXPECT_EQ(api::find_bad_text(request), "task_queue.name");
  request.clear_task_queue();
  request.mutable_retry_policy()->add_non_retryable_error_types("good");
  request.mutable_retry_policy()->add_non_retryable_error_types(kBad);
  EXPECT_EQ(api::find_bad_text(request), "retry_policy.non_retryable_error_types[1]");
  request.clear_retry_policy();
  (*request.mutable_memo()->mutable_fields())[kBad].set_data("x");
  EXPECT_EQ(api::find_bad_text(request), "memo.fields");
  request.clear_memo();
  (*request.mutable_search_attributes()->mutable_indexed_fields())[kBad].set_data("x");
  EXPECT_EQ(api::find_bad_text(request), "search_attributes.indexed_fields[0].key");
}

TEST(TextCheck, bad_text_in_a_command_is_found_with_the_commands_number) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.add_commands()->mutable_start_timer_command_attributes()->set_timer_id("1");
  request.add_commands()->mutable_schedule_activity_task_command_attributes()->set_activity_id(kBad);
  EXPECT_EQ(api::find_bad_text(request), "commands[1].schedule_activity_task_command_attributes.activity_id");
}

TEST(TextCheck, bytes_are_not_text_but_the_keys_of_a_payloads_metadata_are) {
  wire::SignalWorkflowExecutionRequest request;
  auto& payload = *request.mutable_input()->add_payloads();
  payload.set_data(kBad);
  (*payload.mutable_metadata())["encoding"] = kBad;
  EXPECT_EQ(api::find_bad_text(request), "");
  (*payload.mutable_metadata())[kBad] = "x";
  EXPECT_EQ(api::find_bad_text(request), "input.payloads[0].metadata");
}

TEST(TextCheck, a_message_that_passes_can_be_read_back_and_one_that_does_not_cannot) {
  wire::StartWorkflowExecutionRequest read;
  for (const char* text : {"", "plain", "\xC3\xA6", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF", "\x80", "\xC0\x80",
                           "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "a\xFF"}) {
    wire::StartWorkflowExecutionRequest request;
    request.set_workflow_id(text);
    EXPECT_EQ(api::find_bad_text(request).empty(), read.ParseFromString(request.SerializeAsString())) << text;
  }
}

TEST(AsUtf8, replaces_what_is_no_text_and_keeps_the_rest) {
  EXPECT_EQ(detail::as_utf8(""), "");
  EXPECT_EQ(detail::as_utf8("Ærø"), "Ærø");
  EXPECT_EQ(detail::as_utf8(kBad), "caf\xEF\xBF\xBD");
  EXPECT_EQ(detail::as_utf8("\xFF\xFE x"), "\xEF\xBF\xBD\xEF\xBF\xBD x");
  EXPECT_EQ(detail::as_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace skald::bad_input
