#pragma once

#include <string>

namespace skald::server_tests {

/// A connection to a listener of HTTP, byte by byte.
class HttpConnection {
 public:
  /// "127.0.0.1:9090"
  explicit HttpConnection(const std::string& address);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void send(const std::string& bytes);
  /// What comes until the other side closes.
  std::string read();

 private:
  const int socket_;
};

/// The whole answer, headers included, to GET.
std::string http_get(const std::string& address, const std::string& path);

}  // namespace skald::server_tests
