#pragma once

#include <string_view>

#include "skald/detail/type_name.h"

namespace skald {

/// The name of a workflow or activity function, of a signal or query member, if it is not its unqualified C++
/// name. Specialise it beside the declaration, or client and worker silently disagree:
///   template <> inline constexpr std::string_view skald::Name<orders::ship> = "ship-v2";
/// Templates, lambdas and one of two overloads need it. A workflow class has `name` in its Interface instead.
template <auto F>
inline constexpr std::string_view Name{};

/// One of several overloads: run<skald::pick<int(int)>(parse)>(8).
template <class Signature>
constexpr Signature* pick(Signature* function) {
  return function;
}
template <class Signature, class Class>
constexpr auto pick(Signature Class::*member) {
  return member;
}

namespace detail {

template <auto F>
struct Named {
  static constexpr std::string_view kValue = Name<F>.empty() ? kFunctionName<F> : Name<F>;
  static_assert(
      !kValue.empty(),
      "a template or lambda has no name that every compiler agrees on: specialise skald::Name for it");
};

/// The name of a function or member in histories.
template <auto F>
constexpr std::string_view name_of() {
  return Named<F>::kValue;
}

}  // namespace detail
}  // namespace skald
