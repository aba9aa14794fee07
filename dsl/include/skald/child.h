#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "skald/child_options.h"
#include "skald/detail/child_call.h"
#include "skald/future.h"
#include "skald/interface.h"

namespace skald {

namespace detail {

/// A workflow as children name it: a function, or the run() of a class.
template <auto F>
struct ChildOf {
  using Result = ResultOf<F>;
  using Arguments = ArgumentsOf<F>;
  static constexpr std::string_view kType = name_of<F>();
};
template <auto F>
requires MemberFunction<F>
struct ChildOf<F> {
  static_assert(WorkflowClass<ClassOf<F>>, "this class is no workflow: specialise skald::Interface for it");
  using Result = typename Interface<ClassOf<F>>::Result;
  using Arguments = typename Interface<ClassOf<F>>::Arguments;
  static constexpr std::string_view kType = class_name_of<ClassOf<F>>();
};

template <auto F, class List>
class StartChildCall;
template <auto F, class... A>
class StartChildCall<F, Types<A...>> {
 public:
  using Result = typename ChildOf<F>::Result;
  Future<Result> operator()(ChildOptions options, A... arguments, Site site = Site::current()) const {
    auto input = encode_arguments<std::remove_cvref_t<A>...>(arguments...);
    return Future<Result>(
        start_child({std::string(ChildOf<F>::kType), std::move(options), std::move(input), site}));
  }
};

template <auto F, class List>
class RunChildCall;
template <auto F, class... A>
class RunChildCall<F, Types<A...>> {
 public:
  typename ChildOf<F>::Result operator()(ChildOptions options, A... arguments,
                                         Site site = Site::current()) const {
    return StartChildCall<F, Types<const std::remove_cvref_t<A>&...>>{}(std::move(options), arguments...,
                                                                        site)
        .get();
  }
};

template <auto M, class List>
class SignalCall;
template <auto M, class... A>
class SignalCall<M, Types<A...>> {
 public:
  void operator()(std::string workflow_id, A... arguments, Site site = Site::current()) const {
    auto input = encode_arguments<std::remove_cvref_t<A>...>(arguments...);
    take_result<void>(
        signal_external({std::move(workflow_id), std::string(name_of<M>()), std::move(input), site}));
  }
};

}  // namespace detail

/// Starts another workflow as a child and goes on: auto child = start_child<ship_parcel>({.id = "parcel-1"},
/// parcel). A workflow class is named by its run(): start_child<&Subscription::run>({}, plan). How it ended,
/// over all runs that follow one another, comes out of the future; it throws ChildWorkflowError if the child
/// ended without a result or could not be started, and its cause says why.
///
/// Does not suspend. Can be cancelled: with the scope that is current now, or by Future::cancel(); the child
/// is asked to cancel. Recorded: that it was asked for, that it started, and how it ended. What becomes of it
/// when the parent ends first says ChildOptions::parent_close.
template <auto F>
requires detail::Function<F>
inline constexpr detail::StartChildCall<F, typename detail::ChildOf<F>::Arguments> start_child{};

/// start_child() and Future::get(). Suspends.
template <auto F>
requires detail::Function<F>
inline constexpr detail::RunChildCall<F, typename detail::ChildOf<F>::Arguments> run_child{};

/// Sends a signal to the newest run of another workflow: signal_external<&Subscription::cancel>("sub-7",
/// "too expensive"). Returns when it has arrived there; throws ExternalWorkflowError if there is no such
/// workflow, or it has ended.
///
/// Suspends. Can be cancelled: with the current scope, then CancelledError; it may arrive all the same.
/// Recorded: that it was sent, and whether it arrived.
template <auto M>
requires detail::MemberFunction<M>
inline constexpr detail::SignalCall<M, detail::ArgumentsOf<M>> signal_external{};

}  // namespace skald
