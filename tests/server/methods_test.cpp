#include "engine/server/methods.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/server/descriptors.h"
#include "engine/server/reflection_answers.h"
#include "tests/server/port.h"

/// The method tables against the published definitions of the services.
namespace skald::server_tests {
namespace {

using server::Access;
using server::Method;
using server::MethodTable;

const std::vector<const MethodTable*>& tables() {
  static const std::vector<const MethodTable*> all = {&server::workflow_service_methods(),
                                                      &server::operator_service_methods()};
  return all;
}

std::multiset<std::string> published(const std::string& service) {
  const google::protobuf::ServiceDescriptor* descriptor = server::service_descriptor(service);
  std::multiset<std::string> names;
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i)
    names.insert(descriptor->method(i)->name());
  return names;
}

// Whoever is missing here would be served without anybody having said who may call it.
TEST(Methods, every_method_of_the_services_stands_in_its_table_once) {
  for (const MethodTable* table : tables()) {
    std::multiset<std::string> names;
    for (const Method& method : table->methods) names.insert(method.name);
    EXPECT_GT(names.size(), 10u);
    EXPECT_EQ(names, published(table->service));
  }
}

TEST(Methods, what_changes_something_is_not_open_to_readers) {
  const std::map<std::string, Access> kinds = {
      {"Start", Access::kWrite},    {"Signal", Access::kWrite},    {"Terminate", Access::kWrite},
      {"Reset", Access::kWrite},    {"Respond", Access::kWorker},  {"Record", Access::kWorker},
      {"Register", Access::kAdmin}, {"Deprecate", Access::kAdmin}, {"Remove", Access::kAdmin}};
  for (const MethodTable* table : tables()) {
    for (const Method& method : table->methods) {
      for (const auto& [prefix, access] : kinds) {
        if (method.name.rfind(prefix, 0) != 0 || method.name == "ResetStickyTaskQueue") continue;
        EXPECT_EQ(method.access, access) << method.name;
      }
    }
  }
}

TEST(Methods, reflection_lists_the_services_and_shows_their_files) {
  internal::v1::ReflectionRequest request;
  request.set_list_services("*");
  const auto listed = server::reflect(request);
  ASSERT_EQ(listed.services().service_size(), 5);
  EXPECT_EQ(listed.services().service(0).name(), kWorkflowService);
  request.set_file_containing_symbol(kWorkflowService);
  EXPECT_GT(server::reflect(request).files().file_size(), 10);
  request.set_file_containing_symbol("no.such.Symbol");
  EXPECT_EQ(server::reflect(request).error().code(), grpc::StatusCode::NOT_FOUND);
}

TEST(Methods, reflection_is_served_in_both_versions) {
  Port port;
  internal::v1::ReflectionRequest request;
  request.set_list_services("*");
  for (const char* version : {"v1", "v1alpha"}) {
    const Answer answer = port.client().call(
        std::string("/grpc.reflection.") + version + ".ServerReflection/ServerReflectionInfo",
        request.SerializeAsString());
    ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
    internal::v1::ReflectionResponse response;
    ASSERT_TRUE(response.ParseFromString(answer.body));
    EXPECT_EQ(response.services().service_size(), 5);
  }
}

TEST(Methods, the_health_of_each_service_can_be_asked) {
  Port port;
  const auto check = [&](const std::string& service) {
    std::string request;
    if (!service.empty()) request = std::string("\x0a") + static_cast<char>(service.size()) + service;
    return port.client().call("/grpc.health.v1.Health/Check", request);
  };
  const std::string serving = "\x08\x01";
  EXPECT_EQ(check("").body, serving);
  EXPECT_EQ(check(kWorkflowService).body, serving);
  EXPECT_EQ(check("temporal.api.operatorservice.v1.OperatorService").body, serving);
  EXPECT_EQ(check("foo").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace skald::server_tests
