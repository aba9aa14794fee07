#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skald/json.h"
#include "skald/payload.h"

namespace skald {

namespace detail {

/// An empty payload of the encoding.
Payload make_payload(std::string_view encoding);
std::string_view encoding_of(const Payload& payload);
/// Throws PayloadError: "expected a payload in json/plain, found binary/plain".
[[noreturn]] void refuse_encoding(const Payload& payload, std::string_view expected);

}  // namespace detail

/// How a value of type T becomes a payload and comes back. This one writes JSON (json/plain); specialise it
/// for a type of your own that wants another encoding. `decode` throws PayloadError if the payload does not
/// fit.
template <class T>
struct Converter {
  static Payload encode(const T& value) {
    auto payload = detail::make_payload("json/plain");
    write_json(payload.data, value);
    return payload;
  }
  static T decode(const Payload& payload) {
    if (detail::encoding_of(payload) != "json/plain") detail::refuse_encoding(payload, "json/plain");
    return from_json<T>(payload.data);
  }
};

/// Bytes as they are: binary/plain.
template <>
struct Converter<std::vector<std::byte>> {
  static Payload encode(const std::vector<std::byte>& value);
  static std::vector<std::byte> decode(const Payload& payload);
};

/// Nothing: binary/null. What a void function returns. JSON's null is read as well.
template <>
struct Converter<std::monostate> {
  static Payload encode(std::monostate = {});
  static std::monostate decode(const Payload& payload);
};

/// A payload that passes through untouched: for code that carries values without knowing their types.
template <>
struct Converter<Payload> {
  static Payload encode(const Payload& value) { return value; }
  static Payload decode(const Payload& payload) { return payload; }
};

}  // namespace skald
