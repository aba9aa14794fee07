#include "tools/cli/target_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "engine/base/ids.h"

namespace skald::cli {
namespace {

using testing::HasSubstr;

/// Variables that are set for one test.
class Environment : public testing::Test {
 protected:
  ~Environment() override {
    for (const std::string& name : names_) unsetenv(name.c_str());
  }
  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    names_.push_back(name);
  }

  static std::string refusal_of(TargetOptions options) {
    try {
      settle_target(options);
    } catch (const CommandLineError& error) {
      return error.what();
    }
    return "";
  }

 private:
  std::vector<std::string> names_;
};

using Target = Environment;

TEST_F(Target, without_a_place_is_refused_with_both_ways_to_name_one) {
  EXPECT_THAT(refusal_of({}), HasSubstr("--db FILE, or --address HOST:PORT"));
}

TEST_F(Target, of_two_places_is_refused) {
  TargetOptions options;
  options.file = "orders.db";
  options.address = "localhost:7233";
  EXPECT_THAT(refusal_of(options), HasSubstr("give one"));
}

TEST_F(Target, address_and_namespace_come_from_the_environment_of_temporals_tools) {
  set("TEMPORAL_ADDRESS", "cluster:7233");
  set("TEMPORAL_NAMESPACE", "shop");
  TargetOptions options;
  settle_target(options);
  EXPECT_TRUE(options.is_remote());
  EXPECT_EQ(options.address, "cluster:7233");
  EXPECT_EQ(options.namespace_name, "shop");
}

TEST_F(Target, file_goes_over_the_address_of_the_environment) {
  set("TEMPORAL_ADDRESS", "cluster:7233");
  TargetOptions options;
  options.file = "orders.db";
  settle_target(options);
  EXPECT_FALSE(options.is_remote());
  EXPECT_EQ(options.namespace_name, "default");
}

TEST_F(Target, command_for_servers_alone_asks_the_one_on_this_machine) {
  TargetOptions options;
  options.kind = TargetKind::kServerOnly;
  settle_target(options);
  EXPECT_EQ(options.address, "localhost:7233");
}

TEST_F(Target, key_of_the_environment_is_sent_encrypted) {
  set("TEMPORAL_API_KEY", "secret");
  TargetOptions options;
  options.address = "cluster:7233";
  settle_target(options);
  const ConnectOptions connect = connect_options(options);
  EXPECT_EQ(connect.api_key, "secret");
  EXPECT_TRUE(connect.tls.has_value());
}

TEST_F(Target, certificates_are_read_from_files_and_from_the_environment) {
  const auto file = std::filesystem::temp_directory_path() / ("skald-ca-" + random_uuid());
  std::ofstream(file) << "the authority";
  set("TEMPORAL_TLS_SERVER_CA_CERT_PATH", file);
  set("TEMPORAL_TLS_CLIENT_CERT_DATA", "our certificate");
  set("TEMPORAL_TLS_CLIENT_KEY_DATA", "our key");
  TargetOptions options;
  options.address = "cluster:7233";
  settle_target(options);
  const ConnectOptions connect = connect_options(options);
  std::filesystem::remove(file);
  ASSERT_TRUE(connect.tls.has_value());
  EXPECT_EQ(connect.tls->server_ca, "the authority");
  EXPECT_EQ(connect.tls->client_certificate, "our certificate");
  EXPECT_EQ(connect.tls->client_key, "our key");
}

TEST_F(Target, certificate_file_that_is_not_there_is_named) {
  TargetOptions options;
  options.address = "cluster:7233";
  options.access.ca_file = "/nowhere/ca.pem";
  try {
    connect_options(options);
    FAIL() << "read";
  } catch (const CommandLineError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nowhere/ca.pem"));
  }
}

TEST_F(Target, plain_address_is_reached_without_tls) {
  TargetOptions options;
  options.address = "localhost:7233";
  settle_target(options);
  EXPECT_FALSE(connect_options(options).tls.has_value());
}

}  // namespace
}  // namespace skald::cli
