#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "skald/detail/signature.h"

namespace skald {

/// What of a class is a workflow. Specialise it beside the class, deriving from Workflow and, where the class
/// has them, from Signals, Queries and Updates. A member `static constexpr std::string_view name` replaces
/// the class's own name.
///   template <> struct skald::Interface<Subscription>
///       : skald::Workflow<&Subscription::run, Plan>, skald::Signals<&Subscription::cancel> {};
template <class Class>
struct Interface;

/// The body, and the types of the constructor's parameters: the workflow's input.
template <auto Run, class... Input>
requires detail::MemberFunction<Run>
struct Workflow {
  using Class = detail::ClassOf<Run>;
  using Result = detail::ResultOf<Run>;
  using Arguments = detail::Types<Input...>;
  static constexpr auto kRun = Run;
  static_assert(detail::ArgumentsOf<Run>::kSize == 0, "run() takes nothing: the constructor takes the input");
  static_assert(std::is_constructible_v<Class, std::remove_cvref_t<Input>...>,
                "the class has no constructor that takes the input types given to skald::Workflow");
};

namespace detail {

template <auto... M>
struct Members {};

template <auto... M>
constexpr bool have_distinct_names() {
  constexpr std::size_t kCount = sizeof...(M);
  const std::string_view names[] = {name_of<M>()..., ""};
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i] == names[j]) return false;
    }
  }
  return true;
}

template <auto M>
struct CheckedSignal : std::true_type {
  static_assert(MemberFunction<M>, "a signal is a member function of the workflow class");
  static_assert(std::is_void_v<ResultOf<M>>, "a signal returns nothing: nobody waits for it");
};

template <auto M>
struct CheckedQuery : std::true_type {
  static_assert(MemberFunction<M>, "a query is a member function of the workflow class");
  static_assert(FunctionTraits<decltype(M)>::kConst, "a query must be const: it may not change the workflow");
  static_assert(!std::is_void_v<ResultOf<M>>, "a query returns something");
};

}  // namespace detail

/// Members that take a signal. They run on a fiber of their own and may do all that run() may.
template <auto... M>
struct Signals {
  static_assert((detail::CheckedSignal<M>::value && ...));
  using SignalMembers = detail::Members<M...>;
  static_assert(detail::have_distinct_names<M...>(), "two signals have one name");
};

/// Const members that answer at once: a query cannot wait and is recorded nowhere.
template <auto... M>
struct Queries {
  static_assert((detail::CheckedQuery<M>::value && ...));
  using QueryMembers = detail::Members<M...>;
  static_assert(detail::have_distinct_names<M...>(), "two queries have one name");
};

/// An update: a member that changes the workflow and answers, and the const validator that rejects by
/// throwing.
template <auto Handler, auto Validator = nullptr>
struct Update {
  static_assert(detail::MemberFunction<Handler>, "an update is a member function of the workflow class");
  static constexpr auto kHandler = Handler;
};
template <auto Handler, auto Validator>
requires detail::MemberFunction<Validator>
struct Update<Handler, Validator> {
  static_assert(detail::MemberFunction<Handler>, "an update is a member function of the workflow class");
  static_assert(detail::FunctionTraits<decltype(Validator)>::kConst,
                "a validator must be const: it may not change the workflow");
  static_assert(std::is_void_v<detail::ResultOf<Validator>>,
                "a validator returns nothing: it throws to reject");
  static_assert(std::is_same_v<detail::ArgumentsOf<Handler>, detail::ArgumentsOf<Validator>>,
                "a validator takes what its update takes");
  static constexpr auto kHandler = Handler;
  static constexpr auto kValidator = Validator;
};

/// The class's updates.
template <class... U>
struct Updates : private U... {
  using UpdateList = detail::Types<U...>;
  static_assert(detail::have_distinct_names<U::kHandler...>(), "two updates have one name");
};

namespace detail {

/// A class with an Interface.
template <class C>
concept WorkflowClass = std::is_class_v<C> && requires {
  typename Interface<C>::Arguments;
};

template <class C>
struct NamedClass {
  static constexpr std::string_view value() {
    if constexpr (requires { Interface<C>::name; }) {
      return Interface<C>::name;
    } else {
      return kTypeName<C>;
    }
  }
  static_assert(!value().empty(), "a class template has no name of its own: give its Interface a `name`");
};

template <class C>
constexpr std::string_view class_name_of() {
  return NamedClass<C>::value();
}

}  // namespace detail
}  // namespace skald
