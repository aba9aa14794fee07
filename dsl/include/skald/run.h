#pragma once

#include <type_traits>

#include "skald/future.h"

namespace skald {

namespace detail {

/// Instantiated inside the call, so that the error points to the author's line.
template <class... A>
struct CopiedArguments {
  static_assert(kTakesCopies<A...>,
                "an activity works on a copy: take arguments by value or by const reference");
};

/// The parameters belong to the class and not to the operator, so that nothing is deduced: conversions and
/// braces work as in a plain call, and the source line can follow as a default.
template <auto F, class List>
class StartCall;
template <auto F, class... A>
class StartCall<F, Types<A...>> {
 public:
  Future<ResultOf<F>> operator()(ActivityOptions options, A... arguments, Site site = Site::current()) const {
    static_cast<void>(CopiedArguments<A...>{});
    auto input = encode_arguments<std::remove_cvref_t<A>...>(arguments...);
    return Future<ResultOf<F>>(
        start_activity(make_activity_call(name_of<F>(), std::move(options), std::move(input), site)));
  }
  Future<ResultOf<F>> operator()(A... arguments, Site site = Site::current()) const {
    static_cast<void>(CopiedArguments<A...>{});
    auto input = encode_arguments<std::remove_cvref_t<A>...>(arguments...);
    return Future<ResultOf<F>>(
        start_activity(make_activity_call(name_of<F>(), default_activity_options(), std::move(input), site)));
  }
};

template <auto F, class List>
class RunCall;
template <auto F, class... A>
class RunCall<F, Types<A...>> {
 public:
  ResultOf<F> operator()(ActivityOptions options, A... arguments, Site site = Site::current()) const {
    static_cast<void>(CopiedArguments<A...>{});
    return StartCall<F, Types<const std::remove_cvref_t<A>&...>>{}(std::move(options), arguments..., site)
        .get();
  }
  ResultOf<F> operator()(A... arguments, Site site = Site::current()) const {
    static_cast<void>(CopiedArguments<A...>{});
    return StartCall<F, Types<const std::remove_cvref_t<A>&...>>{}(arguments..., site).get();
  }
};

}  // namespace detail

/// Calls an activity and waits for its result: run<charge_card>({.start_to_close = 5s}, order). Without
/// options: one minute an attempt, Temporal's default retries; with options that set neither start_to_close
/// nor schedule_to_close: UsageError. Throws ActivityError if it ended without a result; its cause says why.
/// A result that is no value of the type fails the workflow task and comes out nowhere.
///
/// Suspends. Can be cancelled: with the current scope, then CancelledError. Recorded: that it was scheduled
/// and how it ended. One waiting call per argument list: compilers evaluate arguments in different orders,
/// all() excepted.
template <auto F>
requires detail::Function<F>
inline constexpr detail::RunCall<F, detail::ArgumentsOf<F>> run{};

/// Starts an activity and goes on: auto pending = start<get_quote>(options, order). Options as for run; how
/// it ended comes out of the future.
///
/// Does not suspend. Can be cancelled: with the scope that is current now, or by Future::cancel(). Recorded:
/// that it was scheduled and how it ended.
template <auto F>
requires detail::Function<F>
inline constexpr detail::StartCall<F, detail::ArgumentsOf<F>> start{};

}  // namespace skald
