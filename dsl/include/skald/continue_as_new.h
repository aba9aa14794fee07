#pragma once

#include <string>
#include <utility>

#include "skald/detail/calls.h"
#include "skald/detail/signature.h"
#include "skald/interface.h"

namespace skald {

/// Thrown out of a workflow, it closes the run and starts the next one under the same workflow id with an
/// empty history. No std::exception: only catch (...) could hold it up.
using ContinueAsNew = detail::ContinueAsNew;

/// throw skald::continue_as_new<countdown>(n - 1); Does not suspend itself; recorded is the end of the run.
template <auto F, class... Given>
requires detail::FreeFunction<F>
[[nodiscard]] ContinueAsNew continue_as_new(Given&&... arguments) {
  using Arguments = detail::ArgumentsOf<F>;
  if constexpr (detail::kFits<Arguments, Given...>) {
    return {std::string(detail::name_of<F>()),
            detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...)};
  } else {
    static_cast<void>(
        detail::WrongArguments<F, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
    return {};
  }
}

/// throw skald::continue_as_new<Subscription>(plan); the arguments are the constructor's.
template <class Class, class... Given>
requires detail::WorkflowClass<Class>
[[nodiscard]] ContinueAsNew continue_as_new(Given&&... arguments) {
  using Arguments = typename Interface<Class>::Arguments;
  if constexpr (detail::kFits<Arguments, Given...>) {
    return {std::string(detail::class_name_of<Class>()),
            detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...)};
  } else {
    static_cast<void>(
        detail::WrongInput<Class, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
    return {};
  }
}

}  // namespace skald
