#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace skald::server {

/// What is sent back.
struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

/// Answers GET and HEAD over HTTP/1.1, one request a connection, with one thread. It is for those who look
/// after a server, not for its users: at most 32 connections, 8 KB a request, 5 s to send it and 5 s to take
/// the answer.
class HttpListener {
 public:
  /// Gets the path, without what follows a question mark. Called on the listener's thread.
  using Answer = std::function<HttpAnswer(const std::string& path)>;

  /// `ip`: an address, or "localhost"; `port` 0: any. kAlreadyExists if it cannot be had.
  static Result<std::unique_ptr<HttpListener>> start(const std::string& ip, int port, Answer answer);
  virtual ~HttpListener() = default;

  /// "127.0.0.1:9090", with the port that was chosen.
  virtual const std::string& address() const = 0;
};

}  // namespace skald::server
