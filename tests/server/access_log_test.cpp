#include "engine/server/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// A line for each call.
namespace skald::server_tests {
namespace {

using namespace std::chrono_literals;
using server::AccessLine;
using server::AccessLog;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(AccessLog, a_line_names_method_namespace_caller_code_and_time) {
  const AccessLine line{.method = "/temporal.api.workflowservice.v1.WorkflowService/QueryWorkflow",
                        .namespace_name = "shop",
                        .identity = "7@host",
                        .client = "temporal-go",
                        .key = "cashier",
                        .peer = "ipv4:127.0.0.1:5",
                        .code = grpc::StatusCode::NOT_FOUND,
                        .took = 1500us};
  EXPECT_EQ(server::access_text(line, Time(1'700'000'000s + 42us)),
            R"({"time":"2023-11-14T22:13:20.000042Z","method":"QueryWorkflow","namespace":"shop",)"
            R"("identity":"7@host","client":"temporal-go","key":"cashier","peer":"ipv4:127.0.0.1:5",)"
            R"("code":"NOT_FOUND","ms":1.500})"
            "\n");
}

TEST(AccessLog, what_a_caller_says_of_itself_is_cut_and_stays_one_line) {
  const AccessLine line{.method = "M", .identity = "a\"b\\c\nd" + std::string(300, 'x') + "ü"};
  const std::string text = server::access_text(line, Time());
  EXPECT_THAT(text, HasSubstr(R"("identity":"a\"b\\c\u000ad)"));
  EXPECT_THAT(text, HasSubstr("xx…\""));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_LT(text.size(), 400u);
}

TEST(AccessLog, calls_of_a_port_are_written_without_what_they_carry) {
  const store::TemporaryFolder folder;
  const std::string path = folder.file("access.log");
  server::Options options;
  auto log = AccessLog::open(path);
  ASSERT_TRUE(log.ok()) << log.error().message;
  options.access_log = *log;
  Port port({}, options);
  auto request = tests::World::start_request("w");
  request.set_identity("me");
  request.mutable_input()->add_payloads()->set_data("a secret");
  ASSERT_TRUE(port.client()
                  .ask("StartWorkflowExecution", request, {.headers = {{"client-name", "mine"}}})
                  .status.ok());
  request.set_namespace_("nowhere");
  ASSERT_FALSE(port.client().ask("StartWorkflowExecution", request).status.ok());
  port.wait_for_calls(0);
  const std::string text = contents(path);
  EXPECT_THAT(text,
              AllOf(HasSubstr(R"("method":"StartWorkflowExecution","namespace":"default","identity":"me",)"),
                    HasSubstr(R"("client":"mine")"), HasSubstr(R"("code":"OK")"),
                    HasSubstr(R"("namespace":"nowhere")"), HasSubstr(R"("code":"NOT_FOUND")"),
                    Not(HasSubstr("secret"))));
}

TEST(AccessLog, a_file_that_cannot_be_written_is_refused_by_name) {
  const auto log = AccessLog::open("/no/such/folder/access.log");
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, Code::kInvalidArgument);
  EXPECT_THAT(log.error().message, HasSubstr("/no/such/folder/access.log"));
}

}  // namespace
}  // namespace skald::server_tests
