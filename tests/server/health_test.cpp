#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include "tests/server/health_watch_client.h"
#include "tests/server/port.h"

/// grpc.health.v1 beyond one question and one answer.
namespace skald::server_tests {
namespace {

constexpr int kServing = 1;
constexpr int kNotServing = 2;
constexpr int kUnknownService = 3;

TEST(Health, who_watches_is_told_at_once_and_again_when_the_server_stops) {
  Port port;
  HealthWatchClient whole(port.address(), "");
  HealthWatchClient service(port.address(), kWorkflowService);
  EXPECT_EQ(whole.next(), kServing);
  EXPECT_EQ(service.next(), kServing);
  port.server().stop();
  EXPECT_EQ(whole.next(), kNotServing);
  EXPECT_EQ(service.next(), kNotServing);
  EXPECT_EQ(whole.end().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Health, who_watches_a_service_that_is_not_there_waits_for_it) {
  Port port;
  HealthWatchClient watch(port.address(), "nobody.knows.This");
  EXPECT_EQ(watch.next(), kUnknownService);
  port.server().stop();
  EXPECT_EQ(watch.next(), 0);
}

TEST(Health, who_stops_watching_leaves_nothing_behind) {
  Port port;
  {
    HealthWatchClient watch(port.address(), "");
    EXPECT_EQ(watch.next(), kServing);
    watch.leave();
    EXPECT_EQ(watch.end().error_code(), grpc::StatusCode::CANCELLED);
  }
  port.server().stop();  // and does not wait for it
}

TEST(Health, all_services_can_be_listed) {
  Port port;
  const Answer answer = port.client().call("/grpc.health.v1.Health/List", "");
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  // The same bytes: a map from a text to a message with an enumerator in field 1.
  google::protobuf::Struct list;
  ASSERT_TRUE(list.ParseFromString(answer.body));
  EXPECT_EQ(list.fields().size(), 3u);
  for (const char* service : {"", kWorkflowService, "temporal.api.operatorservice.v1.OperatorService"}) {
    ASSERT_TRUE(list.fields().contains(service)) << service;
    EXPECT_EQ(static_cast<int>(list.fields().at(service).null_value()), kServing);
  }
}

}  // namespace
}  // namespace skald::server_tests
