#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "skald/async.h"
#include "skald/client_errors.h"
#include "skald/detail/client_core.h"
#include "skald/detail/signature.h"
#include "skald/interface.h"

namespace skald {

/// A workflow as a client sees it, without its types. A handle without a run id means the current run of the
/// workflow id; one that start() returned sends signals, cancel and terminate to the run that goes on after
/// continue-as-new and retries, and describes the run that it started. Copies are cheap; any thread may use
/// one. Calls throw ClientError; those without _async wait for the answer, which comes when what they did is
/// durable.
class WorkflowHandle {
 public:
  WorkflowHandle(std::shared_ptr<detail::ClientCore> client, detail::RunRef run)
      : client_(std::move(client)), run_(std::move(run)) {}

  const std::string& workflow_id() const { return run_.workflow_id; }
  /// Empty if the handle was made without it.
  const std::string& run_id() const { return run_.run_id; }
  /// True if the call that returned this handle started the run. False: it found the run (kUseExisting,
  /// start_or_attach), or the handle comes from Client::handle.
  bool was_started() const { return run_.was_started; }

  /// Asks the workflow to end itself; it may clean up first, or go on. Returns when the request is durable,
  /// not when the workflow has ended: result() tells. kNotFound if it has ended already.
  void cancel(std::string reason = {}) const { cancel_async(std::move(reason)).get(); }
  /// The same without waiting.
  Async<void> cancel_async(std::string reason = {}) const;
  /// Ends the workflow at once; its code does not run any more, so nothing is compensated. kNotFound if it
  /// has ended already.
  void terminate(std::string reason = {}) const { terminate_async(std::move(reason)).get(); }
  /// The same without waiting.
  Async<void> terminate_async(std::string reason = {}) const;

  /// Sends a signal by its name; the arguments are those of the handler, and nobody checks them here. Returns
  /// when it is durable. kNotFound if the workflow has ended.
  template <class... A>
  void signal(std::string_view name, const A&... arguments) const {
    send_signal(name, detail::encode_arguments<A...>(arguments...)).get();
  }

  /// How far the run is: status, pending activities and workflow task with their failures. kNotFound if there
  /// is no such run.
  WorkflowDescription describe() const { return describe_async().get(); }
  /// The same without waiting.
  Async<WorkflowDescription> describe_async() const;
  /// The run's whole history in Temporal's JSON form, which `skald replay` and other tools read. Waits for
  /// all its pages, and holds it in memory.
  std::string history_json() const;

 protected:
  Async<void> send_signal(std::string_view name, Payloads input) const;

  /// Waits for the end of the workflow, over all runs that follow this one.
  template <class R>
  Async<R> result_of() const {
    return Async<R>(client_->result(run_),
                    [](const detail::Answer& answer) { return detail::decode_result<R>(answer.payload); });
  }

 private:
  std::shared_ptr<detail::ClientCore> client_;
  detail::RunRef run_;
};

/// A workflow function that returns R.
template <class R>
class Handle : public WorkflowHandle {
 public:
  using WorkflowHandle::WorkflowHandle;

  /// Waits for the end of the workflow, over continue-as-new and retries, and returns what it returned.
  /// Throws WorkflowFailedError (its cause() says why), CancelledError, TerminatedError, TimeoutError, or
  /// ClientError if nobody can tell.
  R result() const { return result_async().get(); }
  /// The same without waiting; what result() throws comes out of the Async.
  Async<R> result_async() const { return this->template result_of<R>(); }
};

/// A workflow class.
template <class Class>
class HandleOf : public WorkflowHandle {
 public:
  using WorkflowHandle::signal;
  using WorkflowHandle::WorkflowHandle;
  using Result = typename Interface<Class>::Result;

  /// See Handle::result.
  Result result() const { return result_async().get(); }
  /// The same without waiting.
  Async<Result> result_async() const { return this->template result_of<Result>(); }

  /// Sends a signal: handle.signal<&Subscription::cancel>("too expensive"). Returns when it is durable.
  /// kNotFound if the workflow has ended.
  template <auto Member, class... Given>
  requires detail::MemberFunction<Member>
  void signal(Given&&... arguments) const { signal_async<Member>(std::forward<Given>(arguments)...).get(); }
  /// The same without waiting.
  template <auto Member, class... Given>
  requires detail::MemberFunction<Member> Async<void> signal_async(Given&&... arguments)
  const {
    using Arguments = detail::ArgumentsOf<Member>;
    static_assert(std::is_base_of_v<detail::ClassOf<Member>, Class>, "the signal belongs to another class");
    static_assert(is_signal<Member>(static_cast<const Interface<Class>*>(nullptr)),
                  "the class's skald::Interface does not list this member among its Signals");
    if constexpr (detail::kFits<Arguments, Given...>) {
      return this->send_signal(detail::name_of<Member>(),
                               detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...));
    } else {
      static_cast<void>(detail::WrongArguments<Member, detail::given<Given...>,
                                               typename detail::WantedOf<Arguments>::Type>{});
      return Async<void>(nullptr, {});
    }
  }

 private:
  template <auto Member, auto... M>
  static constexpr bool is_signal(const Signals<M...>* /*unused*/) {
    return (std::is_same_v<detail::Members<Member>, detail::Members<M>> || ...);
  }
  template <auto Member>
  static constexpr bool is_signal(const void* /*unused*/) {
    return false;
  }
};

}  // namespace skald
