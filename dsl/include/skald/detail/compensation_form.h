#pragma once

#include <type_traits>

#include "skald/detail/signature.h"

/// Whether a compensation takes the action's result or its arguments. Types are compared exactly, without
/// conversions: an action that returns an int and takes a long must not be undone with the wrong one.
namespace skald::detail {

template <auto F>
struct WithResult {};
template <auto F>
struct WithArguments {};

enum class CompensationForm { kNone, kResult, kArguments };

template <class List>
struct DecayedOf;
template <class... A>
struct DecayedOf<Types<A...>> {
  using Type = Types<std::remove_cvref_t<A>...>;
};
template <auto F>
using DecayedArgumentsOf = typename DecayedOf<ArgumentsOf<F>>::Type;

template <auto Action, auto Compensation>
inline constexpr bool kTakesResult =
    !std::is_void_v<ResultOf<Action>> &&
    std::is_same_v<DecayedArgumentsOf<Compensation>, Types<ResultOf<Action>>>;
template <auto Action, auto Compensation>
inline constexpr bool kTakesArguments =
    std::is_same_v<DecayedArgumentsOf<Compensation>, DecayedArgumentsOf<Action>>;

template <auto Action, auto Compensation>
struct AmbiguousCompensation {
  static_assert(kNever<decltype(Action)>,
                "the compensation could take the action's result or its arguments: say which with "
                "skald::with_result<…> or skald::with_arguments<…>");
};
template <auto Action, auto Compensation>
struct CompensationDoesNotFit {
  static_assert(kNever<decltype(Action)>,
                "a compensation takes exactly the action's result, or exactly the action's arguments");
};

/// The chosen function and form. The primary template: a plain function, whose types must tell.
template <auto Action, auto Compensation>
struct CompensationOf {
  static_assert(Function<Compensation>, "a compensation is an activity function");
  static constexpr bool kByResult = kTakesResult<Action, Compensation>;
  static constexpr bool kByArguments = kTakesArguments<Action, Compensation>;
  static constexpr auto check() {
    if constexpr (kByResult && kByArguments) {
      return AmbiguousCompensation<Action, Compensation>{};
    } else if constexpr (!kByResult && !kByArguments) {
      return CompensationDoesNotFit<Action, Compensation>{};
    }
  }
  using Checked = decltype(check());
  static constexpr auto kForm = kByResult ? CompensationForm::kResult : CompensationForm::kArguments;
  static constexpr auto kFunction = Compensation;
};

template <auto Action>
struct CompensationOf<Action, nullptr> {
  static constexpr auto kForm = CompensationForm::kNone;
};

template <auto Action, auto F, WithResult<F> Chosen>
struct CompensationOf<Action, Chosen> {
  static constexpr auto check() {
    if constexpr (!kTakesResult<Action, F>) return CompensationDoesNotFit<Action, F>{};
  }
  using Checked = decltype(check());
  static constexpr auto kForm = CompensationForm::kResult;
  static constexpr auto kFunction = F;
};

template <auto Action, auto F, WithArguments<F> Chosen>
struct CompensationOf<Action, Chosen> {
  static constexpr auto check() {
    if constexpr (!kTakesArguments<Action, F>) return CompensationDoesNotFit<Action, F>{};
  }
  using Checked = decltype(check());
  static constexpr auto kForm = CompensationForm::kArguments;
  static constexpr auto kFunction = F;
};

}  // namespace skald::detail
