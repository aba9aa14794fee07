#pragma once

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

#include "skald/detail/json_codec.h"

namespace skald {

/// Lets a type of your own stand in JSON as another type does. Specialise it beside the type:
///   template <> struct skald::JsonForm<Decimal> {
///     static std::string write(const Decimal& value);
///     static Decimal read(const std::string& text);   // throws a std::exception if the text is wrong
///   };
template <class T>
struct JsonForm;

}  // namespace skald

namespace skald::detail {

template <class T>
concept HasJsonForm = requires(const T& value) {
  JsonForm<T>::write(value);
};

template <HasJsonForm T>
struct JsonCodec<T> {
  using Form = std::remove_cvref_t<decltype(JsonForm<T>::write(std::declval<const T&>()))>;
  static constexpr std::string_view kName = kTypeName<T>;
  static constexpr bool kMayBeAbsent = false;

  static void read(const JsonValue& value, const JsonPath& path, T& into) {
    Form form{};
    JsonCodec<Form>::read(value, path, form);
    try {
      into = JsonForm<T>::read(std::move(form));
    } catch (const std::exception& error) {
      path.refuse(error.what());
    }
  }
  static void write(JsonWriter& out, const T& value) {
    JsonCodec<Form>::write(out, JsonForm<T>::write(value));
  }
};

}  // namespace skald::detail
