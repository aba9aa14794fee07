#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/server/error_status.h"
#include "tests/server/port.h"

/// What callers get: errors with the codes, texts and details that clients of Temporal's server look for.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;
using testing::StartsWith;

wire::DescribeWorkflowExecutionRequest describe(const std::string& workflow_id) {
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow_id);
  return request;
}

TEST(Answers, an_error_carries_its_code_its_text_and_its_detail) {
  Port port;
  const Answer answer = port.client().ask("DescribeWorkflowExecution", describe("nobody"));
  EXPECT_EQ(answer.status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(answer.status.error_message(), "workflow not found for ID: nobody");
  EXPECT_EQ(answer.detail(), "NotFoundFailure");
}

TEST(Answers, an_unknown_namespace_is_named_in_the_detail) {
  Port port;
  auto request = describe("w");
  request.set_namespace_("nowhere");
  const Answer answer = port.client().ask("DescribeWorkflowExecution", request);
  EXPECT_EQ(answer.status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(answer.status.error_message(), "Namespace nowhere is not found.");
  EXPECT_EQ(answer.detail(), "NamespaceNotFoundFailure");
}

TEST(Answers, an_error_without_a_detail_message_has_no_details_at_all) {
  Port port;
  const Answer answer = port.client().ask("DescribeWorkflowExecution", describe(""));
  EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(answer.status.error_details().empty());
}

TEST(Answers, a_second_start_finds_the_run_that_is_there_in_the_detail) {
  Port port;
  ASSERT_TRUE(port.client().ask("StartWorkflowExecution", World::start_request("w")).status.ok());
  auto again = World::start_request("w");
  again.set_request_id("another");
  const Answer answer = port.client().ask("StartWorkflowExecution", again);
  EXPECT_EQ(answer.status.error_code(), StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(answer.detail(), "WorkflowExecutionAlreadyStartedFailure");
}

TEST(Answers, a_text_that_would_not_fit_into_a_trailer_is_cut) {
  const grpc::Status plain = server::to_status({Code::kNotFound, std::string(20'000, 'm'), {}});
  EXPECT_EQ(plain.error_message(), std::string(4000, 'm') + "... <truncated>");
  // Percent-encoded, such a letter takes six bytes; none is cut in two.
  std::string letters;
  for (int i = 0; i < 5000; ++i) letters += "ø";
  const grpc::Status encoded = server::to_status({Code::kNotFound, letters, {}});
  EXPECT_LT(encoded.error_message().size(), 1500u);
  EXPECT_TRUE(letters.rfind(encoded.error_message().substr(0, encoded.error_message().find('.')), 0) == 0);
}

TEST(Answers, unknown_methods_and_services_are_unimplemented) {
  Port port;
  const Answer method = port.client().call(std::string("/") + kWorkflowService + "/Foo", "");
  EXPECT_EQ(method.status.error_code(), StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(method.status.error_message(), std::string("unknown method Foo for service ") + kWorkflowService);
  const Answer service = port.client().call("/foo.Bar/Foo", "");
  EXPECT_EQ(service.status.error_code(), StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(service.status.error_message(), "unknown service foo.Bar");
}

TEST(Answers, a_method_that_is_not_there_yet_is_unimplemented) {
  Port port;
  wire::CreateScheduleRequest request;
  request.set_namespace_("default");
  EXPECT_EQ(port.client().ask("CreateSchedule", request).status.error_code(), StatusCode::UNIMPLEMENTED);
}

struct Version {
  const char* name;
  const char* version;
  const char* servers;
  StatusCode code;
  const char* text;
  const char* detail;
};

TEST(Answers, clients_are_refused_by_their_version_as_the_real_server_does) {
  const Version versions[] = {
      {"temporal-go", "1.99.0", ">=1.0.0 <2.0.0", StatusCode::OK, "", ""},
      {"temporal-typescript", "2.0.0", "", StatusCode::FAILED_PRECONDITION,
       "Client version 2.0.0 is not supported. Server supports temporal-typescript versions: <2.0.0",
       "ClientVersionNotSupportedFailure"},
      {"temporal-cli", "newest", "", StatusCode::INVALID_ARGUMENT,
       "Unable to parse client version: No Major.Minor.Patch elements found", ""},
      {"temporal-python", "newest", "", StatusCode::OK, "", ""},
      {"somebody", "1.0.0", ">=2.0.0 <3.0.0", StatusCode::FAILED_PRECONDITION,
       "Server version 1.32.0 is not supported. Client supports server versions: >=2.0.0 <3.0.0",
       "ServerVersionNotSupportedFailure"},
      {"somebody", "1.0.0", "xx", StatusCode::INVALID_ARGUMENT,
       "Unable to parse supported server versions: Could not get version from string: \"xx\"", ""},
  };
  Port port;
  for (const Version& version : versions) {
    CallOptions options;
    options.headers = {{"client-name", version.name}, {"client-version", version.version}};
    if (*version.servers != '\0') options.headers.emplace_back("supported-server-versions", version.servers);
    const Answer answer = port.client().ask("GetSystemInfo", wire::GetSystemInfoRequest(), options);
    EXPECT_EQ(answer.status.error_code(), version.code) << version.name;
    EXPECT_EQ(answer.status.error_message(), version.text);
    EXPECT_EQ(answer.detail(), version.detail);
  }
}

}  // namespace
}  // namespace skald::server_tests
