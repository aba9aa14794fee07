#include "skald/converter.h"

#include <cstring>

#include "skald/errors.h"

namespace skald {
namespace detail {

Payload make_payload(std::string_view encoding) {
  Payload payload;
  payload.metadata.emplace("encoding", encoding);
  return payload;
}

std::string_view encoding_of(const Payload& payload) {
  // A name that std::map finds without making a string of it on every call.
  static const std::string kEncoding = "encoding";
  const auto found = payload.metadata.find(kEncoding);
  return found == payload.metadata.end() ? std::string_view{} : std::string_view(found->second);
}

void refuse_encoding(const Payload& payload, std::string_view expected) {
  const auto found = encoding_of(payload);
  const auto name = found.empty() ? std::string("one without an encoding") : std::string(found);
  throw PayloadError("expected a payload in " + std::string(expected) + ", found " + name);
}

}  // namespace detail

Payload Converter<std::vector<std::byte>>::encode(const std::vector<std::byte>& value) {
  auto payload = detail::make_payload("binary/plain");
  payload.data.assign(reinterpret_cast<const char*>(value.data()), value.size());
  return payload;
}

std::vector<std::byte> Converter<std::vector<std::byte>>::decode(const Payload& payload) {
  if (detail::encoding_of(payload) != "binary/plain") detail::refuse_encoding(payload, "binary/plain");
  std::vector<std::byte> value(payload.data.size());
  if (!value.empty()) std::memcpy(value.data(), payload.data.data(), value.size());
  return value;
}

Payload Converter<std::monostate>::encode(std::monostate) { return detail::make_payload("binary/null"); }

std::monostate Converter<std::monostate>::decode(const Payload& payload) {
  const auto encoding = detail::encoding_of(payload);
  const bool nothing = encoding == "binary/null" || (encoding == "json/plain" && payload.data == "null");
  if (!nothing) detail::refuse_encoding(payload, "binary/null");
  return {};
}

}  // namespace skald
