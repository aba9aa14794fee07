#include "engine/server/http_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>

#include "tests/server/http_get.h"

/// The small HTTP listener, and those who try what it takes.
namespace skald::server_tests {
namespace {

using server::HttpAnswer;
using server::HttpListener;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::unique_ptr<HttpListener> listener() {
  auto started = HttpListener::start("127.0.0.1", 0, [](const std::string& path) {
    if (path == "/large") return HttpAnswer{.body = std::string(3'000'000, 'x')};
    return HttpAnswer{.body = "you asked for " + path + "\n"};
  });
  if (!started.ok()) throw std::runtime_error(started.error().message);
  return std::move(*started);
}

TEST(HttpListener, a_path_is_answered_without_what_follows_a_question_mark) {
  const auto http = listener();
  const std::string answer = http_get(http->address(), "/metrics?name=x");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 23\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nyou asked for /metrics\n"));
}

TEST(HttpListener, an_answer_larger_than_a_socket_takes_comes_whole) {
  const auto http = listener();
  const std::string answer = http_get(http->address(), "/large");
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 3'000'000u);
}

TEST(HttpListener, a_request_that_comes_in_pieces_is_read) {
  const auto http = listener();
  HttpConnection connection(http->address());
  for (const char* piece : {"GE", "T /a HTT", "P/1.0\r\n", "X: y\r\n", "\r", "\n"}) connection.send(piece);
  EXPECT_THAT(connection.read(), EndsWith("you asked for /a\n"));
}

TEST(HttpListener, head_is_answered_without_a_body) {
  const auto http = listener();
  HttpConnection connection(http->address());
  connection.send("HEAD /a HTTP/1.1\r\n\r\n");
  const std::string answer = connection.read();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 17\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(HttpListener, what_it_does_not_serve_is_refused_by_name) {
  const auto http = listener();
  const std::vector<std::pair<std::string, std::string>> requests = {
      {"POST /a HTTP/1.1\r\n\r\n", "405 Method Not Allowed"},
      {"GET /a\r\n\r\n", "400 Bad Request"},
      {"GET http://other/a HTTP/1.1\r\n\r\n", "400 Bad Request"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400 Bad Request"},
      {std::string("\0\xff\xfe\r\n\r\n", 7), "400 Bad Request"},
      {"GET /" + std::string(8192 - 5, 'a'), "431 Request Header Fields Too Large"}};
  for (const auto& [request, status] : requests) {
    HttpConnection connection(http->address());
    connection.send(request);
    EXPECT_THAT(connection.read(), StartsWith("HTTP/1.1 " + status)) << request.substr(0, 40);
  }
}

TEST(HttpListener, those_who_say_nothing_do_not_keep_others_out) {
  const auto http = listener();
  std::list<HttpConnection> silent;
  for (int i = 0; i < 20; ++i) silent.emplace_back(http->address()).send("GET ");
  EXPECT_THAT(http_get(http->address(), "/a"), EndsWith("you asked for /a\n"));
}

TEST(HttpListener, connections_beyond_the_limit_are_closed) {
  const auto http = listener();
  std::list<HttpConnection> silent;
  for (int i = 0; i < 32; ++i) silent.emplace_back(http->address());
  // They are taken in the order in which they came.
  HttpConnection beyond(http->address());
  EXPECT_EQ(beyond.read(), "");
}

TEST(HttpListener, a_port_that_is_taken_is_refused_by_name) {
  const auto http = listener();
  const int port = std::stoi(http->address().substr(http->address().rfind(':') + 1));
  const auto second = HttpListener::start("127.0.0.1", port, [](const std::string&) { return HttpAnswer(); });
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, HasSubstr(http->address()));
}

}  // namespace
}  // namespace skald::server_tests
