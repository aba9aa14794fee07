#include "engine/server/http_request.h"

namespace skald::server {
namespace {

/// The next word of a request line; what follows it stays in `rest`.
std::string take_word(std::string& rest) {
  const std::size_t space = rest.find(' ');
  std::string word = rest.substr(0, space);
  rest = space == std::string::npos ? std::string() : rest.substr(space + 1);
  return word;
}

}  // namespace

HttpRequest read_http_request(const std::string& text) {
  using Verdict = HttpRequest::Verdict;
  HttpRequest request;
  if (text.find("\r\n\r\n") == std::string::npos) {
    if (text.size() >= kLongestHttpRequest) request.verdict = Verdict::kTooLong;
    return request;
  }
  std::string rest = text.substr(0, text.find("\r\n"));
  const std::string method = take_word(rest);
  const std::string target = take_word(rest);
  const std::string version = rest;
  request.verdict = Verdict::kMalformed;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return request;
  if (target.empty() || target.front() != '/') return request;
  request.is_head = method == "HEAD";
  request.path = target.substr(0, target.find('?'));
  request.verdict = method == "GET" || request.is_head ? Verdict::kUnderstood : Verdict::kOtherMethod;
  return request;
}

}  // namespace skald::server
