#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include "engine/server/token_seal.h"
#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Tokens of tasks on the port: only those that were given out open anything.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;

wire::RespondWorkflowTaskCompletedRequest completion(const std::string& token) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(token);
  *request.add_commands() = tests::complete_workflow();
  return request;
}

Answer complete(Port& port, const std::string& token) {
  return port.client().ask("RespondWorkflowTaskCompleted", completion(token));
}

TEST(Tokens, a_token_that_was_given_out_completes_its_task) {
  Port port;
  ASSERT_TRUE(port.world().start("w").ok());
  const Answer answer = complete(port, port.poll().task_token());
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
}

TEST(Tokens, a_token_of_which_one_byte_differs_opens_nothing) {
  Port port;
  ASSERT_TRUE(port.world().start("w").ok());
  const std::string token = port.poll().task_token();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = static_cast<char>(other[i] ^ 1);
    const Answer answer = complete(port, other);
    EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(answer.status.error_message(), "Error deserializing task token.");
  }
  EXPECT_TRUE(complete(port, token).status.ok());
}

TEST(Tokens, are_sealed_by_hmac_sha_256) {
  const std::string key(32, 'k');
  const server::TokenSeal seal(key);
  for (const std::size_t size : {1u, 63u, 64u, 200u}) {
    const std::string token(size, 't');
    std::string sealed = token;
    seal.seal(sealed);
    std::array<unsigned char, 32> mac{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(token.data()), token.size(), mac.data(), nullptr);
    EXPECT_EQ(sealed.substr(sealed.size() - mac.size()), std::string(mac.begin(), mac.end()));
    EXPECT_TRUE(seal.is_sealed(sealed));
    EXPECT_FALSE(server::TokenSeal(std::string(32, 'l')).is_sealed(sealed));
  }
}

TEST(Tokens, a_token_without_its_seal_opens_nothing) {
  Port port;
  ASSERT_TRUE(port.world().start("w").ok());
  const std::string inside = port.world().poll_workflow_task().task_token();  // of a worker in the process
  EXPECT_EQ(complete(port, inside).status.error_message(), "Error deserializing task token.");
}

TEST(Tokens, an_empty_token_is_missing_not_wrong) {
  Port port;
  EXPECT_EQ(complete(port, "").status.error_message(), "Task token not set on request.");
}

TEST(Tokens, a_token_in_another_namespace_is_refused) {
  Port port;
  ASSERT_TRUE(port.world().start("w").ok());
  auto request = completion(port.poll().task_token());
  request.set_namespace_("other");
  EXPECT_EQ(port.client().ask("RespondWorkflowTaskCompleted", request).status.error_message(),
            "Operation requested with a token from a different namespace.");
}

TEST(Tokens, a_token_of_another_file_opens_nothing) {
  Port one;
  Port other;
  ASSERT_TRUE(one.world().start("w").ok());
  EXPECT_EQ(complete(other, one.poll().task_token()).status.error_message(),
            "Error deserializing task token.");
}

TEST(Tokens, a_token_outlives_a_restart_of_the_server) {
  const store::TemporaryFolder folder;
  World world(folder.file("engine.db"));
  ASSERT_TRUE(world.start("w").ok());
  wire::PollWorkflowTaskQueueResponse task;
  {
    const auto server = start(world.engine(), {});
    ASSERT_TRUE(task.ParseFromString(
        RawClient(server->address()).ask("PollWorkflowTaskQueue", Port::poll_request()).body));
  }
  world.restart();
  const auto server = start(world.engine(), {});
  const Answer answer =
      RawClient(server->address()).ask("RespondWorkflowTaskCompleted", completion(task.task_token()));
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
}

TEST(Tokens, the_address_of_the_server_stands_in_the_lock_file_while_it_serves) {
  const store::TemporaryFolder folder;
  const std::string path = folder.file("engine.db");
  EXPECT_FALSE(store::owner_of(path).has_value());
  World world(path);
  EXPECT_EQ(store::owner_of(path)->address, "");
  const auto server = start(world.engine(), {});
  EXPECT_EQ(store::owner_of(path)->address, server->address());
  EXPECT_EQ(store::owner_of(path)->pid, ::getpid());
  store::Options second;
  second.path = path;
  const auto refused = store::open_sqlite(second);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find(server->address()), std::string::npos);
  server->stop();
  EXPECT_EQ(store::owner_of(path)->address, "");
}

}  // namespace
}  // namespace skald::server_tests
