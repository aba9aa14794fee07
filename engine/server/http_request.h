#pragma once

#include <cstddef>
#include <string>

namespace skald::server {

/// The longest request that is read, with its headers.
inline constexpr std::size_t kLongestHttpRequest = 8192;

/// What a request asks for, as far as it matters.
struct HttpRequest {
  enum class Verdict {
    kIncomplete,  ///< more is to come
    kUnderstood,
    kMalformed,    ///< 400
    kTooLong,      ///< 431
    kOtherMethod,  ///< 405
  };
  Verdict verdict = Verdict::kIncomplete;
  bool is_head = false;
  std::string path;
};

/// Reads what has come of a request.
HttpRequest read_http_request(const std::string& text);

}  // namespace skald::server
