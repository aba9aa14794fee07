#pragma once

#include <string_view>
#include <type_traits>

/// Names as C++ spells them. Only plain identifiers leave this file: a compiler's spelling of anything else
/// (std::__cxx11::basic_string, long int) differs from the next one's.
namespace skald::detail {

template <class T>
constexpr std::string_view signature_of_type() {
  return __PRETTY_FUNCTION__;
}
template <auto F>
constexpr std::string_view signature_of_value() {
  return __PRETTY_FUNCTION__;
}

constexpr bool is_identifier(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

/// What follows " = " in a compiler's signature: GCC ends it with ";", clang with "]".
constexpr std::string_view argument_in(std::string_view signature) {
  const auto from = signature.find(" = ") + 3;
  const auto semicolon = signature.find("; std::string_view =", from);
  const auto to = semicolon == std::string_view::npos ? signature.rfind(']') : semicolon;
  auto argument = signature.substr(from, to - from);
  if (!argument.empty() && argument.front() == '&') argument.remove_prefix(1);
  return argument;
}

/// The last identifier of a qualified name; empty if what stands there is none (a template, a lambda).
constexpr std::string_view unqualified(std::string_view name) {
  if (name.find('<') != std::string_view::npos && name.back() == '>') return {};
  const auto colons = name.rfind("::");
  const auto last = colons == std::string_view::npos ? name : name.substr(colons + 2);
  // What GCC and clang call a lambda's conversion to a function pointer.
  if (last == "_FUN" || last == "__invoke") return {};
  return is_identifier(last) ? last : std::string_view{};
}

/// A class's or enum's unqualified name; empty for templates and unnamed types.
template <class T>
inline constexpr std::string_view kTypeName = unqualified(argument_in(signature_of_type<T>()));

/// A function's unqualified name; empty for templates and lambdas.
template <auto F>
inline constexpr std::string_view kFunctionName = unqualified(argument_in(signature_of_value<F>()));

template <class...>
inline constexpr bool kNever = false;

}  // namespace skald::detail
