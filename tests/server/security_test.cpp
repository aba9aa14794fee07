#include <gmock/gmock.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "tests/server/certificates.h"
#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Who may connect, and who may do what.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;
using server::Access;
using testing::HasSubstr;

class Tls : public testing::Test {
 protected:
  enum class ClientCertificate { kNotAsked, kRequired };

  server::Options options(ClientCertificate client) {
    const Credentials own = authority_.sign("server");
    server::Options options;
    options.tls.certificate = write_file(folder_.file("server.pem"), own.certificate);
    options.tls.key = write_file(folder_.file("server.key"), own.key);
    if (client == ClientCertificate::kRequired)
      options.tls.client_authorities = write_file(folder_.file("ca.pem"), authority_.certificate());
    return options;
  }

  /// What a client gets that trusts this authority and shows these credentials.
  static Answer ask(const std::string& address, const Authority& trusted, const Credentials& own = {}) {
    const auto credentials = grpc::SslCredentials({trusted.certificate(), own.key, own.certificate});
    return RawClient(address, credentials).ask("GetSystemInfo", wire::GetSystemInfoRequest());
  }

  const store::TemporaryFolder folder_;
  const Authority authority_;
};

TEST_F(Tls, a_client_that_trusts_the_servers_certificate_is_served) {
  Port port({}, options(ClientCertificate::kNotAsked));
  const Answer answer = ask(port.address(), authority_);
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
}

TEST_F(Tls, a_client_that_trusts_another_authority_does_not_connect) {
  Port port({}, options(ClientCertificate::kNotAsked));
  EXPECT_EQ(ask(port.address(), Authority()).status.error_code(), StatusCode::UNAVAILABLE);
}

TEST_F(Tls, a_client_without_tls_is_not_served) {
  Port port({}, options(ClientCertificate::kNotAsked));
  const Answer answer = RawClient(port.address()).ask("GetSystemInfo", wire::GetSystemInfoRequest());
  EXPECT_EQ(answer.status.error_code(), StatusCode::UNAVAILABLE);
}

TEST_F(Tls, with_a_client_authority_only_certificates_that_it_signed_are_admitted) {
  Port port({}, options(ClientCertificate::kRequired));
  EXPECT_TRUE(ask(port.address(), authority_, authority_.sign("client")).status.ok());
  EXPECT_EQ(ask(port.address(), authority_).status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(ask(port.address(), authority_, Authority().sign("stranger")).status.error_code(),
            StatusCode::UNAVAILABLE);
}

TEST_F(Tls, files_that_cannot_be_used_are_named_at_the_start) {
  World world;
  server::Options other_key = options(ClientCertificate::kNotAsked);
  other_key.tls.key = write_file(folder_.file("other.key"), authority_.sign("other").key);
  server::Options no_file = options(ClientCertificate::kNotAsked);
  no_file.tls.certificate = folder_.file("nothing.pem");
  server::Options no_key = options(ClientCertificate::kNotAsked);
  no_key.tls.key = "";
  for (auto& [refused, named] :
       {std::pair(other_key, std::string("other.key")), std::pair(no_file, std::string("nothing.pem")),
        std::pair(no_key, std::string("private key"))}) {
    const auto server = server::Server::start(world.engine(), refused);
    ASSERT_FALSE(server.ok());
    EXPECT_EQ(server.error().code, Code::kInvalidArgument);
    EXPECT_THAT(server.error().message, HasSubstr(named));
  }
}

TEST(Listening, others_can_only_connect_with_tls_or_if_somebody_said_so) {
  World world;
  server::Options options;
  options.port = 0;
  options.ip = "0.0.0.0";
  const auto refused = server::Server::start(world.engine(), options);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("SKALD6001"));
  options.insecure = true;
  EXPECT_TRUE(server::Server::start(world.engine(), options).ok());
  options.insecure = false;
  options.ip = "127.0.0.1";
  EXPECT_TRUE(server::Server::start(world.engine(), options).ok());
}

class Keys : public testing::Test {
 protected:
  static server::Options options() {
    const auto key = [](const char* text, std::set<Access> rights, std::set<std::string> namespaces) {
      return server::ApiKey{text, server::hash_api_key(text), std::move(rights), std::move(namespaces)};
    };
    server::Options options;
    options.api_keys = {key("reader", {Access::kRead}, {}),
                        key("client", {Access::kRead, Access::kWrite}, {"default"}),
                        key("worker", {Access::kRead, Access::kWorker}, {"default"})};
    return options;
  }

  StatusCode ask(const char* key, const std::string& method, const google::protobuf::MessageLite& request) {
    CallOptions options;
    if (*key != '\0') options.headers = {{"authorization", std::string("Bearer ") + key}};
    const Answer answer = port_.client().ask(method, request, options);
    if (answer.status.error_code() == StatusCode::PERMISSION_DENIED) {
      EXPECT_EQ(answer.status.error_message(), "Request unauthorized.");
      EXPECT_EQ(answer.detail(), "PermissionDeniedFailure");
    }
    return answer.status.error_code();
  }

  Port port_{{}, options()};
  wire::SignalWorkflowExecutionRequest signal_ = [] {
    wire::SignalWorkflowExecutionRequest request;
    request.set_namespace_("default");
    request.mutable_workflow_execution()->set_workflow_id("w");
    request.set_signal_name("s");
    return request;
  }();
  wire::CountWorkflowExecutionsRequest count_ = [] {
    wire::CountWorkflowExecutionsRequest request;
    request.set_namespace_("default");
    return request;
  }();
};

TEST_F(Keys, without_a_known_key_nothing_is_served) {
  EXPECT_EQ(ask("", "GetSystemInfo", wire::GetSystemInfoRequest()), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ask("stranger", "GetSystemInfo", wire::GetSystemInfoRequest()), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ask("reader", "GetSystemInfo", wire::GetSystemInfoRequest()), StatusCode::OK);
}

TEST_F(Keys, a_key_opens_what_it_is_for_and_nothing_else) {
  EXPECT_EQ(ask("reader", "CountWorkflowExecutions", count_), StatusCode::OK);
  EXPECT_EQ(ask("reader", "SignalWorkflowExecution", signal_), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ask("client", "SignalWorkflowExecution", signal_), StatusCode::NOT_FOUND);
  EXPECT_EQ(ask("client", "PollWorkflowTaskQueue", Port::poll_request()), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ask("worker", "SignalWorkflowExecution", signal_), StatusCode::PERMISSION_DENIED);
}

TEST_F(Keys, a_key_of_one_namespace_does_not_reach_another) {
  count_.set_namespace_("other");
  EXPECT_EQ(ask("client", "CountWorkflowExecutions", count_), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ask("reader", "CountWorkflowExecutions", count_), StatusCode::NOT_FOUND);
  count_.set_namespace_("");
  EXPECT_EQ(ask("client", "CountWorkflowExecutions", count_), StatusCode::PERMISSION_DENIED);
}

// The envelope names a namespace that the key is for, the letter inside another one.
TEST_F(Keys, a_key_of_one_namespace_does_not_reach_another_from_inside_a_request) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token("token");
  EXPECT_EQ(ask("worker", "RespondWorkflowTaskCompleted", request), StatusCode::INVALID_ARGUMENT);
  auto* child = request.add_commands()->mutable_start_child_workflow_execution_command_attributes();
  child->GetReflection()->SetString(child, child->GetDescriptor()->FindFieldByName("namespace"), "other");
  EXPECT_EQ(ask("worker", "RespondWorkflowTaskCompleted", request), StatusCode::PERMISSION_DENIED);
}

TEST(KeyFile, holds_names_rights_namespaces_and_hashes) {
  const store::TemporaryFolder folder;
  // sha256("secret")
  const std::string hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
  const auto keys =
      server::read_api_keys(write_file(folder.file("keys"), "# people\n\nanna read,write default,other " +
                                                                hash + "\nops all * " + hash + "\n"));
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_EQ((*keys)[0].name, "anna");
  EXPECT_EQ((*keys)[0].hash, server::hash_api_key("secret"));
  EXPECT_EQ((*keys)[0].rights, (std::set<Access>{Access::kRead, Access::kWrite}));
  EXPECT_EQ((*keys)[0].namespaces, (std::set<std::string>{"default", "other"}));
  EXPECT_EQ((*keys)[1].rights.size(), 4u);
  EXPECT_TRUE((*keys)[1].namespaces.empty());
}

TEST(KeyFile, a_wrong_line_is_named_without_showing_what_may_be_a_key) {
  const store::TemporaryFolder folder;
  for (const char* line : {"anna read default", "anna drive default 00", "anna read default secret"}) {
    const auto keys = server::read_api_keys(write_file(folder.file("keys"), std::string(line) + "\n"));
    ASSERT_FALSE(keys.ok());
    EXPECT_THAT(keys.error().message, HasSubstr("line 1"));
    EXPECT_THAT(keys.error().message, testing::Not(HasSubstr("secret")));
  }
  EXPECT_FALSE(server::read_api_keys(folder.file("nothing")).ok());
  EXPECT_FALSE(server::read_api_keys(write_file(folder.file("keys"), "# nobody\n")).ok());
}

}  // namespace
}  // namespace skald::server_tests
