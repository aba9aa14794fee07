#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "engine/server/call_figures.h"
#include "engine/server/measured_store.h"
#include "engine/server/metrics_listener.h"
#include "tests/server/http_get.h"
#include "tests/server/port.h"

/// What an operator reads over HTTP.
namespace skald::server_tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A port whose calls are counted, and its metrics.
class MeasuredPort {
 public:
  MeasuredPort() : port_({}, options(figures_)), listener_(start()) {}

  Port& port() { return port_; }
  server::MetricsListener& listener() { return *listener_; }
  std::string metrics() {
    const std::string answer = http_get(listener_->address(), "/metrics");
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  /// The value of a sample; "none" if there is no such sample.
  std::string value(const std::string& sample) {
    std::istringstream lines(metrics());
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind(sample + " ", 0) == 0) return line.substr(sample.size() + 1);
    }
    return "none";
  }

 private:
  static server::Options options(std::shared_ptr<server::CallFigures> figures) {
    server::Options result;
    result.figures = std::move(figures);
    return result;
  }
  std::unique_ptr<server::MetricsListener> start() {
    auto started =
        server::MetricsListener::start({.version = "1.2.3"}, port_.world().engine(), figures_, store_);
    if (!started.ok()) throw std::runtime_error(started.error().message);
    return std::move(*started);
  }

  const std::shared_ptr<server::CallFigures> figures_ = std::make_shared<server::CallFigures>();
  const std::shared_ptr<server::StoreFigures> store_ = std::make_shared<server::StoreFigures>();
  Port port_;
  std::unique_ptr<server::MetricsListener> listener_;
};

TEST(Metrics, calls_are_counted_by_method_and_code) {
  MeasuredPort measured;
  RawClient& client = measured.port().client();
  client.ask("StartWorkflowExecution", tests::World::start_request("w"));
  client.ask("GetSystemInfo", wire::GetSystemInfoRequest());
  client.ask("GetSystemInfo", wire::GetSystemInfoRequest());
  client.ask("DescribeNamespace", wire::DescribeNamespaceRequest());
  client.call("/no.such.Service/Method", "");
  const std::string of = "skald_requests_total{service=\"WorkflowService\",method=\"";
  EXPECT_EQ(measured.value(of + "StartWorkflowExecution\",code=\"OK\"}"), "1");
  EXPECT_EQ(measured.value(of + "GetSystemInfo\",code=\"OK\"}"), "2");
  EXPECT_EQ(measured.value(of + "DescribeNamespace\",code=\"INVALID_ARGUMENT\"}"), "1");
  EXPECT_EQ(measured.value("skald_requests_total{service=\"\",method=\"unknown\",code=\"UNIMPLEMENTED\"}"),
            "1");
  EXPECT_EQ(measured.value("skald_request_duration_seconds_count{service=\"WorkflowService\",method="
                           "\"GetSystemInfo\"}"),
            "2");
}

TEST(Metrics, open_workflows_backlog_and_waiting_polls_are_told_by_name) {
  MeasuredPort measured;
  ASSERT_TRUE(measured.port().world().start("w").ok());
  auto request = Port::poll_request("s");
  request.mutable_task_queue()->set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_STICKY);
  request.mutable_task_queue()->set_normal_name("idle");
  const auto sticky = measured.port().client().begin_ask("PollWorkflowTaskQueue", request);
  const auto activity =
      measured.port().client().begin_ask("PollActivityTaskQueue", Port::activity_poll_request("idle"));
  measured.port().wait_for_calls(2);
  const std::string queue = "{namespace=\"default\",task_queue=\"";
  EXPECT_EQ(measured.value("skald_task_queue_backlog" + queue + "queue\",type=\"workflow\",kind=\"normal\"}"),
            "1");
  EXPECT_EQ(measured.value("skald_task_queue_polls" + queue + "idle\",type=\"workflow\",kind=\"sticky\"}"),
            "1");
  EXPECT_EQ(measured.value("skald_task_queue_polls" + queue + "idle\",type=\"activity\",kind=\"normal\"}"),
            "1");
  measured.port().server().stop();
}

TEST(Metrics, the_page_is_one_that_prometheus_reads) {
  MeasuredPort measured;
  ASSERT_TRUE(measured.port().world().start("w").ok());
  measured.port().client().ask("GetSystemInfo", wire::GetSystemInfoRequest());
  const std::regex comment("# (HELP|TYPE) [a-z_]+ .+");
  const std::regex sample(R"re([a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (\+Inf|-?[0-9.e+-]+))re");
  std::istringstream lines(measured.metrics());
  std::set<std::string> types;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(std::regex_match(line, line[0] == '#' ? comment : sample)) << line;
    if (line.rfind("# TYPE", 0) != 0) continue;
    EXPECT_TRUE(types.insert(line).second) << "twice: " << line;
  }
  EXPECT_GT(count, 60u);
}

TEST(Metrics, names_that_clients_chose_cannot_break_out_of_their_labels) {
  MeasuredPort measured;
  auto request = tests::World::start_request("w");
  request.mutable_task_queue()->set_name("a\"} 1\nb\\");
  ASSERT_TRUE(measured.port().client().ask("StartWorkflowExecution", request).status.ok());
  EXPECT_THAT(measured.metrics(), HasSubstr("task_queue=\"a\\\"} 1\\nb\\\\\",type=\"workflow\""));
}

TEST(Metrics, health_over_http_says_when_the_server_stops) {
  MeasuredPort measured;
  EXPECT_THAT(http_get(measured.listener().address(), "/healthz"), StartsWith("HTTP/1.1 200"));
  measured.listener().note_stopping();
  EXPECT_THAT(http_get(measured.listener().address(), "/healthz"), StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(http_get(measured.listener().address(), "/other"), StartsWith("HTTP/1.1 404"));
}

TEST(Metrics, others_cannot_read_them_unless_that_is_wanted) {
  tests::World world;
  const auto refused = server::MetricsListener::start({.ip = "0.0.0.0"}, world.engine(), nullptr, nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kFailedPrecondition);
  EXPECT_THAT(refused.error().message, EndsWith("--metrics-insecure"));
  EXPECT_TRUE(
      server::MetricsListener::start({.ip = "0.0.0.0", .insecure = true}, world.engine(), nullptr, nullptr)
          .ok());
}

}  // namespace
}  // namespace skald::server_tests
