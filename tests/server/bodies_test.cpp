#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/server/port.h"

/// Requests as they come over the wire: compressed, too large, damaged.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;
using testing::StartsWith;

const std::string kDescribeNamespace = std::string("/") + kWorkflowService + "/DescribeNamespace";
constexpr std::size_t kLimit = 4u << 20;

std::string describe_namespace(const std::string& name) {
  wire::DescribeNamespaceRequest request;
  request.set_namespace_(name);
  return request.SerializeAsString();
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Bodies, health_is_told_to_those_who_ask_in_gzip) {
  Port port;
  const std::string service = "temporal.api.workflowservice.v1.WorkflowService";
  const Answer answer =
      port.client().call("/grpc.health.v1.Health/Check",
                         std::string("\x0a") + static_cast<char>(service.size()) + service, {.gzip = true});
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.body, "\x08\x01");
}

TEST(Bodies, a_request_in_gzip_is_read) {
  Port port;
  const Answer answer = port.client().call(kDescribeNamespace, describe_namespace("default"), {.gzip = true});
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  wire::DescribeNamespaceResponse response;
  ASSERT_TRUE(response.ParseFromString(answer.body));
  EXPECT_EQ(response.namespace_info().name(), "default");
}

TEST(Bodies, an_empty_request_is_a_message_without_fields) {
  Port port;
  const Answer answer = port.client().call(std::string("/") + kWorkflowService + "/GetSystemInfo", "");
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
}

TEST(Bodies, what_is_no_message_is_an_internal_error_with_the_text_of_the_real_server) {
  Port port;
  for (const std::string& body : {std::string("\xff\xff\xff"), std::string("\x0a\x02\xff\xfe"),
                                  std::string("\x0a\x7f"), gzip("\xff\xff\xff")}) {
    const Answer answer = port.client().call(kDescribeNamespace, body);
    EXPECT_EQ(answer.status.error_code(), StatusCode::INTERNAL);
    EXPECT_THAT(answer.status.error_message(), StartsWith("grpc: error unmarshalling request: "));
  }
}

TEST(Bodies, damaged_gzip_is_an_internal_error_with_the_texts_of_the_real_server) {
  Port port;
  const std::string whole = gzip(describe_namespace("default"));
  std::string other_sum = whole;
  other_sum[whole.size() - 8] = static_cast<char>(other_sum[whole.size() - 8] ^ 1);
  const std::pair<std::string, const char*> damaged[] = {
      {whole.substr(0, 12), "grpc: failed to read decompressed data: unexpected EOF"},
      {other_sum, "grpc: failed to read decompressed data: gzip: invalid checksum"},
      {"\x1f" + whole, "grpc: failed to decompress the message: gzip: invalid header"},
      {whole + "more", "grpc: failed to read decompressed data: unexpected EOF"}};
  for (const auto& [body, text] : damaged) {
    const Answer answer = port.client().call(kDescribeNamespace, body);
    EXPECT_EQ(answer.status.error_code(), StatusCode::INTERNAL);
    EXPECT_EQ(answer.status.error_message(), text);
  }
}

TEST(Bodies, what_is_too_large_is_refused_with_the_text_that_clients_look_for) {
  Port port;
  const Answer answer = port.client().call(kDescribeNamespace, describe_namespace(std::string(kLimit, 'a')));
  EXPECT_EQ(answer.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(answer.status.error_message(), StartsWith("grpc: received message larger than max ("));
}

TEST(Bodies, a_message_of_100_megabytes_is_refused_with_the_same_text) {
  Port port;
  const Answer answer = port.client().call(kDescribeNamespace, std::string(100u << 20, 'a'));
  EXPECT_EQ(answer.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(answer.status.error_message(), "grpc: received message larger than max (104857600 vs. 4194304)");
}

TEST(Bodies, what_becomes_too_large_when_it_is_inflated_is_refused_on_the_way) {
  Port port;
  const std::string bomb = gzip(std::string(200u << 20, '\0'));
  ASSERT_LT(bomb.size(), kLimit);
  const Answer answer = port.client().call(kDescribeNamespace, bomb);
  EXPECT_EQ(answer.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(answer.status.error_message(),
            "grpc: received message after decompression larger than max 4194304");
}

TEST(Bodies, the_port_serves_others_after_all_that) {
  Port port;
  port.client().call(kDescribeNamespace, gzip(std::string(100u << 20, '\0')));
  port.client().call(kDescribeNamespace, "\xff\xff\xff");
  EXPECT_TRUE(port.client().call(kDescribeNamespace, describe_namespace("default")).status.ok());
  port.wait_for_calls(0);
}

}  // namespace
}  // namespace skald::server_tests
