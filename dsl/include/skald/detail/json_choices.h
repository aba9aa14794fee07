#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "skald/detail/json_codec.h"
#include "skald/detail/json_scalars.h"

/// Values that may be one thing or another: optional, variant.
namespace skald::detail {

template <class T>
inline constexpr bool kWritesNull = false;
template <class T>
inline constexpr bool kWritesNull<std::optional<T>> = true;
template <>
inline constexpr bool kWritesNull<std::monostate> = true;

/// null, or a member that is not there, is nullopt.
template <class T>
struct JsonCodec<std::optional<T>> {
  static_assert(!kWritesNull<T>, "an optional of something that may be null itself cannot be read back");
  static constexpr std::string_view kName = JsonCodec<T>::kName;
  static constexpr bool kMayBeAbsent = true;
  static void read(const JsonValue& value, const JsonPath& path, std::optional<T>& into) {
    if (value.is_null()) {
      into.reset();
    } else {
      JsonCodec<T>::read(value, path, into.emplace());
    }
  }
  static void write(JsonWriter& out, const std::optional<T>& value) {
    if (value) {
      JsonCodec<T>::write(out, *value);
    } else {
      out.null();
    }
  }
};

/// The two members of a variant's object.
struct JsonAlternative {
  std::string_view type;
  JsonValue value;
};
/// Throws PayloadError unless `value` is {"type": …, "value": …}; "value" may be missing for "null".
JsonAlternative read_alternative(const JsonValue& value, const JsonPath& path);
/// Throws PayloadError: `type` is none of `names`.
[[noreturn]] void refuse_choice(const JsonPath& path, std::string_view found, const std::string_view* names,
                                std::size_t count);

template <std::size_t N>
constexpr bool are_distinct_names(const std::string_view (&names)[N]) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i].empty()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i] == names[j]) return false;
    }
  }
  return true;
}

/// {"type": "Card", "value": {…}}: the type is the alternative's own unqualified name.
template <class... T>
struct JsonCodec<std::variant<T...>> {
  using Variant = std::variant<T...>;
  static constexpr std::string_view kName = "";
  static constexpr bool kMayBeAbsent = false;
  static constexpr std::string_view kNames[] = {JsonCodec<T>::kName...};
  static_assert(are_distinct_names(kNames),
                "the alternatives of a variant need names that differ: use described structs");

  static void read(const JsonValue& value, const JsonPath& path, Variant& into) {
    const auto found = read_alternative(value, path);
    read_one(found, path, into, std::index_sequence_for<T...>{});
  }
  static void write(JsonWriter& out, const Variant& value) {
    out.begin_object();
    out.member("type");
    out.string(kNames[value.index()]);
    out.member("value");
    std::visit([&]<class V>(const V& held) { JsonCodec<V>::write(out, held); }, value);
    out.end_object();
  }

 private:
  template <std::size_t... I>
  static void read_one(const JsonAlternative& found, const JsonPath& path, Variant& into,
                       std::index_sequence<I...>) {
    const auto at = JsonPath::member(path, "value");
    const bool known = ((found.type == kNames[I] &&
                         (JsonCodec<T>::read(found.value, at, into.template emplace<I>()), true)) ||
                        ...);
    if (!known) refuse_choice(JsonPath::member(path, "type"), found.type, kNames, sizeof...(T));
  }
};

}  // namespace skald::detail
