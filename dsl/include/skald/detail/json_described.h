#pragma once

#include <boost/describe.hpp>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "skald/detail/json_choices.h"
#include "skald/detail/json_codec.h"
#include "skald/detail/json_form.h"

namespace skald {

/// True for a struct whose members may be missing from a payload and then keep what the default constructor
/// gave them: how a struct grows a member without breaking old histories. Specialise it beside the struct:
///   template <> inline constexpr bool skald::absent_fields_keep_defaults<Order> = true;
template <class T>
inline constexpr bool absent_fields_keep_defaults = false;

}  // namespace skald

/// Structs and enums that BOOST_DESCRIBE_STRUCT, _CLASS or _ENUM names the members of. Structs go through a
/// table, so that a further struct costs the compiler little.
namespace skald::detail {

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

struct JsonField {
  std::string_view name;
  void (*read)(const JsonValue&, const JsonPath&, void* object);
  void (*write)(JsonWriter&, const void* object);
  bool may_be_absent;
};

void read_fields(const JsonValue& value, const JsonPath& path, const JsonField* fields, std::size_t count,
                 void* object);
void write_fields(JsonWriter& out, const JsonField* fields, std::size_t count, const void* object);

/// So many members a struct may have: the reader marks those it met in bits on the stack.
inline constexpr std::size_t kJsonFields = 256;

template <class T, class Member>
constexpr JsonField json_field() {
  using Value = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;
  return {Member::name,
          [](const JsonValue& value, const JsonPath& path, void* object) {
            JsonCodec<Value>::read(value, path, static_cast<T*>(object)->*Member::pointer);
          },
          [](JsonWriter& out, const void* object) {
            JsonCodec<Value>::write(out, static_cast<const T*>(object)->*Member::pointer);
          },
          absent_fields_keep_defaults<T> || JsonCodec<Value>::kMayBeAbsent};
}

template <class T, class List>
struct JsonFields;
template <class T, template <class...> class List, class... Member>
struct JsonFields<T, List<Member...>> {
  static constexpr std::size_t kCount = sizeof...(Member);
  static_assert(kCount <= kJsonFields, "a struct with more than 256 members: nest some of them");
  // One more, because an array cannot be empty.
  static constexpr JsonField kTable[kCount + 1] = {json_field<T, Member>()..., JsonField{}};
};

template <DescribedStruct T>
requires(!HasJsonForm<T>) struct JsonCodec<T> {
  static_assert(std::is_default_constructible_v<T>, "a struct in a payload needs a default constructor");
  using Members =
      boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>;
  static constexpr std::string_view kName = kTypeName<T>;
  static constexpr bool kMayBeAbsent = false;

  static void read(const JsonValue& value, const JsonPath& path, T& into) {
    using Fields = JsonFields<T, Members>;
    read_fields(value, path, Fields::kTable, Fields::kCount, &into);
  }
  static void write(JsonWriter& out, const T& value) {
    using Fields = JsonFields<T, Members>;
    write_fields(out, Fields::kTable, Fields::kCount, &value);
  }
};

std::size_t read_enumerator(const JsonValue& value, const JsonPath& path, const std::string_view* names,
                            std::size_t count);
[[noreturn]] void refuse_enumerator(std::string_view type, std::int64_t value);

template <class T, class List>
struct JsonEnumerators;
template <class T, template <class...> class List, class... Enumerator>
struct JsonEnumerators<T, List<Enumerator...>> {
  static constexpr std::size_t kCount = sizeof...(Enumerator);
  static constexpr std::string_view kNames[] = {Enumerator::name...};
  static constexpr T kValues[] = {Enumerator::value...};
};

/// An enumerator is its name.
template <DescribedEnum T>
requires(!HasJsonForm<T>) struct JsonCodec<T> {
  using Enumerators = JsonEnumerators<T, boost::describe::describe_enumerators<T>>;
  static constexpr std::string_view kName = kTypeName<T>;
  static constexpr bool kMayBeAbsent = false;

  static void read(const JsonValue& value, const JsonPath& path, T& into) {
    into = Enumerators::kValues[read_enumerator(value, path, Enumerators::kNames, Enumerators::kCount)];
  }
  static void write(JsonWriter& out, T value) {
    for (std::size_t i = 0; i < Enumerators::kCount; ++i) {
      if (Enumerators::kValues[i] == value) return out.string(Enumerators::kNames[i]);
    }
    refuse_enumerator(kName, static_cast<std::int64_t>(value));
  }
};

}  // namespace skald::detail
