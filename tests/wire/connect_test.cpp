#include <gmock/gmock.h>

#include "skald/client_errors.h"
#include "skald/errors.h"
#include "tests/wire/wire_world.h"

namespace skald::wire_tests {
namespace {

using ::testing::HasSubstr;

std::string connect_error(const std::string& address, const ConnectOptions& options = {}) {
  try {
    connect(address, options);
  } catch (const ConnectError& error) {
    return error.what();
  }
  return "connected";
}

TEST(Connect, without_a_server_says_how_to_start_one) {
  const std::string error = connect_error("127.0.0.1:7339");
  EXPECT_THAT(error, HasSubstr("no server at 127.0.0.1:7339: connection refused"));
  EXPECT_THAT(error, HasSubstr("skald server start-dev"));
}

TEST(Connect, to_a_host_that_nobody_knows_names_the_host) {
  EXPECT_THAT(connect_error("nowhere.invalid:7233"),
              HasSubstr("no server at nowhere.invalid:7233: the host's name is not known"));
}

using ConnectToServer = OnServer;

TEST_F(ConnectToServer, with_tls_to_a_server_without_says_so) {
  ConnectOptions options;
  options.tls = TlsOptions{};
  EXPECT_THAT(connect_error(server().address(), options), HasSubstr("TLS"));
}

TEST(Connect, address_with_a_scheme_is_refused) {
  EXPECT_THROW(connect("https://localhost:7233"), UsageError);
}

TEST(Connect, address_whose_port_is_no_number_is_refused) {
  for (const char* address : {"localhost:", "localhost:seven", "localhost:0", "localhost:72333", "[::1]:x"})
    EXPECT_THROW(connect(address), UsageError) << address;
}

TEST(Connect, does_not_wait_for_certificates_to_get_better) {
  if (!DevServer::program().ok()) GTEST_SKIP() << DevServer::program().error().message;
  ConnectOptions options;
  options.tls = TlsOptions{};
  options.patience = std::chrono::hours(1);
  EXPECT_THAT(connect_error(shared_server()->address(), options), HasSubstr("TLS"));
}

TEST(Connect, api_key_without_tls_is_refused) {
  ConnectOptions options;
  options.api_key = "secret";
  EXPECT_THROW(connect("localhost:7233", options), UsageError);
}

TEST(Connect, client_certificate_without_its_key_is_refused) {
  ConnectOptions options;
  options.tls = TlsOptions{};
  options.tls->client_certificate = "-----BEGIN CERTIFICATE-----";
  EXPECT_THROW(connect("localhost:7233", options), UsageError);
}

TEST_F(ConnectToServer, calls_after_the_stop_are_unavailable) {
  server().stop();
  try {
    client().count();
    FAIL() << "the call went through";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), ClientErrorCode::kUnavailable);
  }
}

}  // namespace
}  // namespace skald::wire_tests
