#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "skald/compensation_error.h"
#include "skald/detail/activity_call.h"
#include "skald/detail/compensation_form.h"
#include "skald/detail/saga_ledger.h"

namespace skald {

/// How the steps of a saga run (the fields of ActivityOptions), and how its compensations do.
struct SagaOptions {
  std::string task_queue = {};
  Duration schedule_to_close = {};
  Duration schedule_to_start = {};
  Duration start_to_close = {};
  Duration heartbeat = {};
  RetryPolicy retry = {};
  bool wait_for_cancellation = {};
  /// Compensations. Task queue and start_to_close are the step's if not set here; the retry policy is
  /// Temporal's default, so that a compensation is repeated until it succeeds.
  ActivityOptions compensation = {};
};

/// Says that a compensation takes the action's result: called only for an action that succeeded.
template <auto F>
inline constexpr detail::WithResult<F> with_result{};
/// Says that a compensation takes the action's arguments: called also if nobody knows whether the action
/// happened, so finding nothing to undo is success.
template <auto F>
inline constexpr detail::WithArguments<F> with_arguments{};

/// The steps of a saga; given to its body.
class Saga {
 public:
  /// Made by skald::saga.
  Saga(detail::SagaLedger& ledger, ActivityOptions options)
      : ledger_(&ledger), options_(std::move(options)) {}

  /// The same saga with other options for the steps called on what it returns:
  /// saga.with({…}).step<ship>(order).
  Saga with(ActivityOptions options) const { return Saga(*ledger_, std::move(options)); }

  /// Calls an activity: step<reserve, release>(order). If the saga fails later, the compensation undoes it.
  ///
  /// A compensation that takes the action's result is owed once the action has succeeded. One that takes the
  /// action's arguments is owed before the action runs, and called even if the action failed or its outcome
  /// is unknown. If its types fit both, say which: step<charge, skald::with_arguments<refund>>(…).
  ///
  /// Returns the action's result. Throws ActivityError if it ended without one, its cause says why; let it
  /// leave the body, and what is owed is undone.
  ///
  /// Suspends. Can be cancelled: with the current scope, then CancelledError. Recorded: as an activity. Up to
  /// six arguments: put more into a struct.
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize == 0) detail::ResultOf<Action> step(Site site = Site::current())
  const { return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}), site); }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize ==
           1) detail::ResultOf<Action> step(detail::ArgumentOf<Action, 0> a0, Site site = Site::current())
  const { return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}, a0), site); }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize ==
           2) detail::ResultOf<Action> step(detail::ArgumentOf<Action, 0> a0,
                                            detail::ArgumentOf<Action, 1> a1, Site site = Site::current())
  const {
    return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}, a0, a1), site);
  }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize ==
           3) detail::ResultOf<Action> step(detail::ArgumentOf<Action, 0> a0,
                                            detail::ArgumentOf<Action, 1> a1,
                                            detail::ArgumentOf<Action, 2> a2, Site site = Site::current())
  const {
    return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}, a0, a1, a2), site);
  }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize ==
           4) detail::ResultOf<Action> step(detail::ArgumentOf<Action, 0> a0,
                                            detail::ArgumentOf<Action, 1> a1,
                                            detail::ArgumentOf<Action, 2> a2,
                                            detail::ArgumentOf<Action, 3> a3, Site site = Site::current())
  const {
    return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}, a0, a1, a2, a3),
                                      site);
  }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize == 5) detail::ResultOf<Action> step(
      detail::ArgumentOf<Action, 0> a0, detail::ArgumentOf<Action, 1> a1, detail::ArgumentOf<Action, 2> a2,
      detail::ArgumentOf<Action, 3> a3, detail::ArgumentOf<Action, 4> a4, Site site = Site::current())
  const {
    return take<Action, Compensation>(detail::encode_step(detail::ArgumentsOf<Action>{}, a0, a1, a2, a3, a4),
                                      site);
  }
  template <auto Action, auto Compensation = nullptr>
  requires(detail::ArgumentsOf<Action>::kSize == 6) detail::ResultOf<Action> step(
      detail::ArgumentOf<Action, 0> a0, detail::ArgumentOf<Action, 1> a1, detail::ArgumentOf<Action, 2> a2,
      detail::ArgumentOf<Action, 3> a3, detail::ArgumentOf<Action, 4> a4, detail::ArgumentOf<Action, 5> a5,
      Site site = Site::current())
  const {
    return take<Action, Compensation>(
        detail::encode_step(detail::ArgumentsOf<Action>{}, a0, a1, a2, a3, a4, a5), site);
  }

  /// Arguments that fit none of the above: says what was given and what is wanted.
  template <auto Action, auto Compensation = nullptr, class... Given>
  requires(!detail::kFits<detail::ArgumentsOf<Action>, Given...>) void step(Given&&...) const {
    static_cast<void>(detail::WrongArguments<Action, detail::given<std::remove_cvref_t<Given>...>,
                                             typename detail::WantedOf<detail::ArgumentsOf<Action>>::Type>{});
  }

 private:
  template <auto Action, auto Compensation>
  detail::ResultOf<Action> take(Payloads input, Site site) const {
    using Chosen = detail::CompensationOf<Action, Compensation>;
    using Form = detail::CompensationForm;
    detail::check_compensation<Action, Chosen>();
    auto call = detail::make_activity_call(detail::name_of<Action>(), options_, input, site);
    const auto action = detail::start_activity(std::move(call));
    ledger_->count_step();
    if constexpr (Chosen::kForm == Form::kArguments) {
      ledger_->owe(std::string(detail::name_of<Chosen::kFunction>()), std::move(input), action, options_,
                   site);
    }
    detail::wait(action);
    if constexpr (Chosen::kForm == Form::kResult) {
      ledger_->owe(std::string(detail::name_of<Chosen::kFunction>()), {detail::result(action)}, action,
                   options_, site);
    }
    return detail::take_result<detail::ResultOf<Action>>(action);
  }

  detail::SagaLedger* ledger_;
  ActivityOptions options_;
};

namespace detail {
ActivityOptions step_options(const SagaOptions& options);
}

/// Runs `body`, which calls its steps on the Saga it is given (take it as `skald::Saga&`), and returns what
/// it returns. If a WorkflowError leaves the body, the compensations that are owed run, last step first, each
/// repeated by its own retry policy, none stopped by another's failure, and out of reach of any cancellation.
/// Then the error goes on; if some compensations failed for good, CompensationError names them all and has
/// the error as its cause.
///
/// No other exception starts compensations: it is a defect of the program and fails only the workflow task. A
/// continue-as-new is refused once a step was called.
///
/// Suspends, can be cancelled and records as its steps and compensations do.
template <class Body>
auto saga(SagaOptions options, Body&& body) -> std::invoke_result_t<Body&, Saga&> {
  detail::SagaLedger ledger(options.compensation);
  Saga steps(ledger, detail::step_options(options));
  std::exception_ptr failure;
  try {
    return body(steps);
  } catch (const detail::ContinueAsNew&) {
    ledger.refuse_continue_as_new();
    throw;
  } catch (const WorkflowError&) {
    failure = std::current_exception();
  }
  ledger.compensate(failure);
}

}  // namespace skald
