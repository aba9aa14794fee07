#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "skald/detail/json_codec.h"

/// Lists, sets, tuples and maps. A path shows their elements as [1] and ["key"]; they have no name of their
/// own.
namespace skald::detail {

/// Throws PayloadError unless `value` is a list, or an object.
void expect_list(const JsonValue& value, const JsonPath& path);
void expect_list_of(std::size_t size, const JsonValue& value, const JsonPath& path);
void expect_object(const JsonValue& value, const JsonPath& path);
[[noreturn]] void refuse_repeated(const JsonPath& path, std::string_view name);

/// Calls `take(element, path of the element)` for every element.
template <class Take>
void for_each_element(const JsonValue& value, const JsonPath& path, const Take& take) {
  const auto size = value.size();
  if (size == 0) return;
  auto element = value.first();
  for (std::size_t index = 0;; element = element.next()) {
    take(element, JsonPath::element(path, index));
    if (++index == size) return;
  }
}

struct JsonContainer {
  static constexpr bool kMayBeAbsent = false;
};

template <class Sequence>
struct JsonSequenceCodec : JsonContainer {
  using Element = typename Sequence::value_type;
  static constexpr std::string_view kName = "";
  static void read(const JsonValue& value, const JsonPath& path, Sequence& into) {
    expect_list(value, path);
    into.clear();
    if constexpr (requires { into.reserve(value.size()); }) into.reserve(value.size());
    for_each_element(value, path, [&](const JsonValue& element, const JsonPath& at) {
      Element read{};
      JsonCodec<Element>::read(element, at, read);
      into.insert(into.end(), std::move(read));
    });
  }
  static void write(JsonWriter& out, const Sequence& value) {
    out.begin_list();
    for (const auto& element : value) JsonCodec<Element>::write(out, element);
    out.end_list();
  }
};

template <class T>
struct JsonCodec<std::vector<T>> : JsonSequenceCodec<std::vector<T>> {};
template <class T>
struct JsonCodec<std::deque<T>> : JsonSequenceCodec<std::deque<T>> {};
template <class T>
struct JsonCodec<std::list<T>> : JsonSequenceCodec<std::list<T>> {};
template <class T>
struct JsonCodec<std::set<T>> : JsonSequenceCodec<std::set<T>> {};

/// Bytes inside a JSON value are base64, as Go and protobuf write them. Alone they are a binary/plain
/// payload.
template <>
struct JsonCodec<std::vector<std::byte>> : JsonContainer {
  static constexpr std::string_view kName = "bytes";
  static void read(const JsonValue& value, const JsonPath& path, std::vector<std::byte>& into);
  static void write(JsonWriter& out, const std::vector<std::byte>& value);
};

template <class T, std::size_t N>
struct JsonCodec<std::array<T, N>> : JsonContainer {
  static constexpr std::string_view kName = "";
  static void read(const JsonValue& value, const JsonPath& path, std::array<T, N>& into) {
    expect_list_of(N, value, path);
    auto* slot = into.data();
    for_each_element(value, path, [&](const JsonValue& element, const JsonPath& at) {
      JsonCodec<T>::read(element, at, *slot++);
    });
  }
  static void write(JsonWriter& out, const std::array<T, N>& value) {
    out.begin_list();
    for (const auto& element : value) JsonCodec<T>::write(out, element);
    out.end_list();
  }
};

template <class Tuple, class... Elements>
struct JsonTupleCodec : JsonContainer {
  static constexpr std::string_view kName = "";
  static void read(const JsonValue& value, const JsonPath& path, Tuple& into) {
    expect_list_of(sizeof...(Elements), value, path);
    std::size_t index = 0;
    auto next = value;
    const auto one = [&]<class T>(T& slot) {
      next = index == 0 ? value.first() : next.next();
      JsonCodec<T>::read(next, JsonPath::element(path, index), slot);
      ++index;
    };
    std::apply([&](Elements&... slots) { (one(slots), ...); }, into);
  }
  static void write(JsonWriter& out, const Tuple& value) {
    out.begin_list();
    std::apply([&](const Elements&... each) { (JsonCodec<Elements>::write(out, each), ...); }, value);
    out.end_list();
  }
};
template <class... T>
struct JsonCodec<std::tuple<T...>> : JsonTupleCodec<std::tuple<T...>, T...> {};
template <class A, class B>
struct JsonCodec<std::pair<A, B>> : JsonTupleCodec<std::pair<A, B>, A, B> {};

template <class T, class Less>
struct JsonCodec<std::map<std::string, T, Less>> : JsonContainer {
  using Map = std::map<std::string, T, Less>;
  static constexpr std::string_view kName = "";
  static void read(const JsonValue& value, const JsonPath& path, Map& into) {
    expect_object(value, path);
    into.clear();
    auto left = value.size();
    for (auto key = value.first(); left > 0; --left) {
      const auto entry = key.next();
      const auto [slot, fresh] = into.try_emplace(std::string(key.string()));
      if (!fresh) refuse_repeated(path, key.string());
      JsonCodec<T>::read(entry, JsonPath::entry(path, key.string()), slot->second);
      if (left > 1) key = entry.next();
    }
  }
  static void write(JsonWriter& out, const Map& value) {
    out.begin_object();
    for (const auto& [key, entry] : value) {
      out.key(key);
      JsonCodec<T>::write(out, entry);
    }
    out.end_object();
  }
};

}  // namespace skald::detail
