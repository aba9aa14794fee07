#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include "skald/detail/json_codec.h"
#include "skald/detail/json_described.h"
#include "skald/detail/json_scalars.h"

/// Types that cannot stand in a payload, each with the reason, and nothing but the reason: what follows the
/// static_assert keeps the compiler from telling more.
namespace skald::detail {

template <class T>
struct JsonRefused {
  static constexpr std::string_view kName = "refused";
  static constexpr bool kMayBeAbsent = false;
  static void read(const JsonValue&, const JsonPath&, T&) {}
  static void write(JsonWriter&, const T&) {}
};

template <class T>
struct DescribeThisType : JsonRefused<T> {
  static_assert(kNever<T>,
                "this type is not described: write BOOST_DESCRIBE_STRUCT(Type, (), (members)) or "
                "BOOST_DESCRIBE_ENUM(Type, enumerators) beside it, in its own namespace");
};
template <class T>
struct IncludeProtobufHeader : JsonRefused<T> {
  static_assert(kNever<T>, "include <skald/protobuf.h> to use protobuf messages as payloads");
};
template <class T>
struct PointerInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a pointer cannot be a payload: pass the value, or a std::optional of it");
};
template <class T>
struct ViewInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a string_view would point into a payload that is gone: use std::string");
};
template <class T>
struct UnorderedInPayload : JsonRefused<T> {
  static_assert(kNever<T>,
                "unordered containers are iterated in an order that differs between libraries, so a workflow "
                "would not replay: use std::map, std::set or std::vector");
};
template <class T>
struct CharacterInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a single character has no JSON form: use std::string or an integer type");
};
template <class T>
struct ByteInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a single byte has no JSON form: use std::vector<std::byte> or std::uint8_t");
};
template <class T>
struct ArrayInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a C array cannot be a payload: use std::array or std::vector");
};
template <class T>
struct MapKeyInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "names in JSON are strings: use std::map<std::string, ...> or a vector of pairs");
};
template <class T>
struct ClockInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "only std::chrono::system_clock means the same in another process");
};
template <class T>
struct LongDoubleInPayload : JsonRefused<T> {
  static_assert(kNever<T>, "a long double does not survive JSON: use double");
};

template <class T>
concept LooksLikeProtobuf = requires(const T& value) {
  value.SerializeAsString();
  value.GetTypeName();
};

/// Whatever no other specialisation takes.
template <class T>
struct JsonCodec : std::conditional_t<LooksLikeProtobuf<T>, IncludeProtobufHeader<T>, DescribeThisType<T>> {};

template <class T>
struct JsonCodec<T*> : PointerInPayload<T*> {};
template <class T>
struct JsonCodec<std::shared_ptr<T>> : PointerInPayload<std::shared_ptr<T>> {};
template <class T, class Delete>
struct JsonCodec<std::unique_ptr<T, Delete>> : PointerInPayload<std::unique_ptr<T, Delete>> {};
template <class C, class Traits>
struct JsonCodec<std::basic_string_view<C, Traits>> : ViewInPayload<std::basic_string_view<C, Traits>> {};
template <class... T>
struct JsonCodec<std::unordered_map<T...>> : UnorderedInPayload<std::unordered_map<T...>> {};
template <class... T>
struct JsonCodec<std::unordered_set<T...>> : UnorderedInPayload<std::unordered_set<T...>> {};
template <Character T>
struct JsonCodec<T> : CharacterInPayload<T> {};
template <std::same_as<std::byte> T>
struct JsonCodec<T> : ByteInPayload<T> {};
template <class T, std::size_t N>
struct JsonCodec<T[N]> : ArrayInPayload<T[N]> {};
template <class Key, class T, class Less>
requires(!std::is_same_v<Key, std::string>) struct JsonCodec<std::map<Key, T, Less>>
    : MapKeyInPayload<std::map<Key, T, Less>> {
};
template <class Clock, class Duration>
requires(!std::is_same_v<Clock, std::chrono::system_clock>) struct JsonCodec<
    std::chrono::time_point<Clock, Duration>> : ClockInPayload<std::chrono::time_point<Clock, Duration>> {
};
template <std::same_as<long double> T>
struct JsonCodec<T> : LongDoubleInPayload<T> {};

}  // namespace skald::detail
