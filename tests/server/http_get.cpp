#include "tests/server/http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace skald::server_tests {

HttpConnection::HttpConnection(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("nobody listens on " + address);
}

HttpConnection::~HttpConnection() { ::close(socket_); }

void HttpConnection::send(const std::string& bytes) {
  if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the connection takes nothing");
}

std::string HttpConnection::read() {
  std::string result;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) return result;
    result.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string http_get(const std::string& address, const std::string& path) {
  HttpConnection connection(address);
  connection.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
  return connection.read();
}

}  // namespace skald::server_tests
