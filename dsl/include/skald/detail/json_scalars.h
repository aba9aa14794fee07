#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "skald/detail/json_codec.h"

namespace skald::detail {

template <class T>
concept Character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept Integer = std::integral<T> && !Character<T> && !std::same_as<T, bool>;

/// Names of our own: compilers spell std::int64_t as long or long long.
template <Integer T>
constexpr std::string_view integer_name() {
  constexpr bool kSigned = std::signed_integral<T>;
  switch (sizeof(T)) {
    case 1: return kSigned ? "int8" : "uint8";
    case 2: return kSigned ? "int16" : "uint16";
    case 4: return kSigned ? "int" : "unsigned int";
    default: return kSigned ? "int64" : "uint64";
  }
}

bool read_boolean(const JsonValue& value, const JsonPath& path);
std::int64_t read_signed(const JsonValue& value, const JsonPath& path, std::int64_t min, std::int64_t max,
                         std::string_view type);
std::uint64_t read_unsigned(const JsonValue& value, const JsonPath& path, std::uint64_t max,
                            std::string_view type);
double read_double(const JsonValue& value, const JsonPath& path);
float read_float(const JsonValue& value, const JsonPath& path);
std::string_view read_string(const JsonValue& value, const JsonPath& path);
void read_null(const JsonValue& value, const JsonPath& path);

struct JsonScalar {
  static constexpr bool kMayBeAbsent = false;
};

template <>
struct JsonCodec<bool> : JsonScalar {
  static constexpr std::string_view kName = "bool";
  static void read(const JsonValue& value, const JsonPath& path, bool& into) {
    into = read_boolean(value, path);
  }
  static void write(JsonWriter& out, bool value) { out.boolean(value); }
};

template <Integer T>
struct JsonCodec<T> : JsonScalar {
  static constexpr std::string_view kName = integer_name<T>();
  static void read(const JsonValue& value, const JsonPath& path, T& into) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::signed_integral<T>) {
      into = static_cast<T>(read_signed(value, path, Limits::min(), Limits::max(), kName));
    } else {
      into = static_cast<T>(read_unsigned(value, path, Limits::max(), kName));
    }
  }
  static void write(JsonWriter& out, T value) {
    if constexpr (std::signed_integral<T>) {
      out.number(std::int64_t{value});
    } else {
      out.number(std::uint64_t{value});
    }
  }
};

template <>
struct JsonCodec<double> : JsonScalar {
  static constexpr std::string_view kName = "double";
  static void read(const JsonValue& value, const JsonPath& path, double& into) {
    into = read_double(value, path);
  }
  static void write(JsonWriter& out, double value) { out.number(value); }
};

template <>
struct JsonCodec<float> : JsonScalar {
  static constexpr std::string_view kName = "float";
  static void read(const JsonValue& value, const JsonPath& path, float& into) {
    into = read_float(value, path);
  }
  static void write(JsonWriter& out, float value) { out.number(value); }
};

template <>
struct JsonCodec<std::string> : JsonScalar {
  static constexpr std::string_view kName = "string";
  static void read(const JsonValue& value, const JsonPath& path, std::string& into) {
    into = read_string(value, path);
  }
  static void write(JsonWriter& out, const std::string& value) { out.string(value); }
};

template <>
struct JsonCodec<std::monostate> : JsonScalar {
  static constexpr std::string_view kName = "null";
  static void read(const JsonValue& value, const JsonPath& path, std::monostate&) { read_null(value, path); }
  static void write(JsonWriter& out, std::monostate) { out.null(); }
};

}  // namespace skald::detail
