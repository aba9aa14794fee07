#include "engine/server/error_status.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <string>

#include "engine/service/status_code.h"

namespace skald::server {
namespace {

constexpr std::size_t kLongestText = 4000;
constexpr char kTruncated[] = "... <truncated>";

/// Bytes that a character of the text takes in the header grpc-message, which percent-encodes most of them.
std::size_t encoded_size(char character) {
  const bool is_plain = character >= ' ' && character <= '~' && character != '%';
  return is_plain ? 1 : 3;
}

/// Cut so that its header stays small, between characters of UTF-8.
std::string cut(const std::string& text) {
  std::size_t encoded = 0;
  std::size_t end = 0;
  while (end < text.size() && encoded + encoded_size(text[end]) <= kLongestText)
    encoded += encoded_size(text[end++]);
  if (end == text.size()) return text;
  const auto is_inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  while (end > 0 && is_inside(end)) --end;
  return text.substr(0, end) + kTruncated;
}

/// google.rpc.Status{code = 1, message = 2, details = 3}; `detail` is a serialised Any.
std::string status_message(grpc::StatusCode code, const std::string& text, const std::string& detail) {
  using Wire = google::protobuf::internal::WireFormatLite;
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    Wire::WriteInt32(1, code, &out);
    Wire::WriteString(2, text, &out);
    Wire::WriteBytes(3, detail, &out);
  }
  return bytes;
}

}  // namespace

grpc::Status to_status(const Error& error) {
  const auto code = static_cast<grpc::StatusCode>(service::status_code(error.code));
  const std::string text = cut(error.message);
  if (error.detail.empty()) return {code, text};
  return {code, text, status_message(code, text, error.detail)};
}

}  // namespace skald::server
