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

enum class CompensationForm {
  kNone,
  kResult,
  kArguments,
  kBoth,     ///< does not compile
  kNeither,  ///< does not compile
};

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
                "skald::with_result<...> or skald::with_arguments<...>");
};
template <auto Action, auto Compensation>
struct CompensationDoesNotFit {
  static_assert(kNever<decltype(Action)>,
                "a compensation takes exactly the action's result, or exactly the action's arguments");
};

constexpr CompensationForm fitting_form(bool takes_result, bool takes_arguments) {
  if (takes_result && takes_arguments) return CompensationForm::kBoth;
  if (takes_result) return CompensationForm::kResult;
  return takes_arguments ? CompensationForm::kArguments : CompensationForm::kNeither;
}

/// The chosen function and form. The primary template: a plain function, whose types must tell.
template <auto Action, auto Compensation>
struct CompensationOf {
  static constexpr auto kForm =
      fitting_form(kTakesResult<Action, Compensation>, kTakesArguments<Action, Compensation>);
  static constexpr auto kFunction = Compensation;
};
template <auto Action>
struct CompensationOf<Action, nullptr> {
  static constexpr auto kForm = CompensationForm::kNone;
};
template <auto Action, auto F, WithResult<F> Chosen>
struct CompensationOf<Action, Chosen> {
  static constexpr auto kForm = fitting_form(kTakesResult<Action, F>, false);
  static constexpr auto kFunction = F;
};
template <auto Action, auto F, WithArguments<F> Chosen>
struct CompensationOf<Action, Chosen> {
  static constexpr auto kForm = fitting_form(false, kTakesArguments<Action, F>);
  static constexpr auto kFunction = F;
};

/// One error that names both functions, if the compensation does not fit the action.
template <auto Action, class Chosen>
constexpr void check_compensation() {
  if constexpr (Chosen::kForm == CompensationForm::kBoth) {
    static_cast<void>(AmbiguousCompensation<Action, Chosen::kFunction>{});
  } else if constexpr (Chosen::kForm == CompensationForm::kNeither) {
    static_cast<void>(CompensationDoesNotFit<Action, Chosen::kFunction>{});
  }
}

}  // namespace skald::detail
