#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/server/port.h"

/// More calls and connections than the server takes: those beyond are refused, and the others notice nothing.
namespace skald::server_tests {
namespace {

using namespace std::chrono_literals;
using grpc::StatusCode;

/// A TCP connection that says nothing.
class Silent {
 public:
  explicit Silent(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~Silent() { ::close(socket_); }
  Silent(const Silent&) = delete;
  Silent& operator=(const Silent&) = delete;

  /// Until the server closes it, or has sent the first byte of its settings.
  bool is_closed_by_server() const {
    char byte = 0;
    return ::recv(socket_, &byte, 1, 0) <= 0;
  }

 private:
  const int socket_;
};

TEST(Overload, calls_beyond_the_limit_are_refused_until_others_have_ended) {
  server::Options options;
  options.calls = 3;
  Port port({}, options);
  std::vector<std::shared_ptr<PendingAnswer>> polls;
  for (std::size_t i = 1; i <= 3; ++i) {
    polls.push_back(port.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request()));
    port.wait_for_calls(i);
  }
  const Answer refused = port.client().ask("PollWorkflowTaskQueue", Port::poll_request());
  EXPECT_EQ(refused.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.status.error_message(), "namespace concurrent poller limit exceeded");
  EXPECT_EQ(refused.detail(), "ResourceExhaustedFailure");
  polls.front()->vanish();
  port.wait_for_calls(2);
  EXPECT_TRUE(port.client().ask("GetSystemInfo", wire::GetSystemInfoRequest()).status.ok());
}

TEST(Overload, connections_beyond_the_limit_are_closed_and_later_ones_served) {
  server::Options options;
  options.connections = 16;
  Port port({}, options);
  ASSERT_TRUE(port.client().ask("GetSystemInfo", wire::GetSystemInfoRequest()).status.ok());
  {
    const Silent first(port.address());
    EXPECT_FALSE(first.is_closed_by_server());
    std::vector<std::unique_ptr<Silent>> others;
    for (int i = 0; i < 80; ++i) others.push_back(std::make_unique<Silent>(port.address()));
    EXPECT_TRUE(others.back()->is_closed_by_server());
    EXPECT_TRUE(port.client().ask("GetSystemInfo", wire::GetSystemInfoRequest()).status.ok());
  }
  // The first tries may come before the server has noticed that the others are gone.
  grpc::ChannelArguments own_connection;
  own_connection.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  RawClient later(port.address(), grpc::InsecureChannelCredentials(), own_connection);
  const auto end = std::chrono::steady_clock::now() + 60s;
  StatusCode code = StatusCode::UNKNOWN;
  while (code != StatusCode::OK && std::chrono::steady_clock::now() < end)
    code = later.ask("GetSystemInfo", wire::GetSystemInfoRequest()).status.error_code();
  EXPECT_EQ(code, StatusCode::OK);
}

}  // namespace
}  // namespace skald::server_tests
