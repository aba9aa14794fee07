#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "skald/handle.h"
#include "skald/workflow_list.h"

namespace skald {

/// Starts workflows and talks to them:
///   skald::Client client{engine};
///   auto handle = client.start<orders::place_order>({.id = "order-17", .task_queue = "orders"}, order);
///   orders::Receipt receipt = handle.result();
/// Copies share the connection. Any thread may use one. What the engine refuses for now (a limit, a full
/// disk, a lost connection) is tried again for about 10 s, under the same request id.
class Client {
 public:
  explicit Client(detail::ConnectionSource source, ClientOptions options = {})
      : core_(detail::ClientCore::make(std::move(source), std::move(options))) {}

  /// Starts a workflow function; waits until the start is durable. The handle's was_started() says whether it
  /// started one or, under kUseExisting, found one. Throws WorkflowAlreadyStartedError, ClientError, or
  /// UsageError for options without a task queue.
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Handle<detail::ResultOf<F>> start(StartOptions options,
                                                                     Given&&... arguments)
  const { return start_async<F>(std::move(options), std::forward<Given>(arguments)...).get(); }
  /// The same without waiting; what start() throws comes out of the Async.
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Async<Handle<detail::ResultOf<F>>> start_async(StartOptions options,
                                                                                  Given&&... arguments)
  const {
    return start_function<F>(detail::StartMode::kByPolicies, std::move(options),
                             std::forward<Given>(arguments)...);
  }

  /// Starts a workflow class; the arguments are its constructor's.
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> HandleOf<Class> start(StartOptions options, Given&&... arguments)
  const { return start_async<Class>(std::move(options), std::forward<Given>(arguments)...).get(); }
  /// The same without waiting.
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> Async<HandleOf<Class>> start_async(StartOptions options,
                                                                           Given&&... arguments)
  const {
    return start_class<Class>(detail::StartMode::kByPolicies, std::move(options),
                              std::forward<Given>(arguments)...);
  }

  /// Starts a workflow function unless its id has been used: then the handle is that of the newest run,
  /// whether it is open or has ended, and was_started() is false. So whatever happens in between, the same
  /// call again gives the same run. Nobody checks that the run is of this workflow and has these arguments.
  ///
  /// StartOptions::id must be set and task_queue too, else UsageError. The id policies are not needed:
  /// kAllowDuplicateFailedOnly starts anew if the last run ended and did not complete, kTerminateExisting is
  /// a UsageError, others mean nothing. Throws ClientError. "Used" is known for as long as the closed run is
  /// kept.
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Handle<detail::ResultOf<F>> start_or_attach(StartOptions options,
                                                                               Given&&... arguments)
  const { return start_or_attach_async<F>(std::move(options), std::forward<Given>(arguments)...).get(); }
  /// The same without waiting; what start_or_attach() throws comes out of the Async.
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Async<Handle<detail::ResultOf<F>>> start_or_attach_async(
      StartOptions options, Given&&... arguments)
  const {
    return start_function<F>(detail::StartMode::kAttach, std::move(options),
                             std::forward<Given>(arguments)...);
  }

  /// The same for a workflow class; the arguments are its constructor's.
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> HandleOf<Class> start_or_attach(StartOptions options,
                                                                        Given&&... arguments)
  const { return start_or_attach_async<Class>(std::move(options), std::forward<Given>(arguments)...).get(); }
  /// The same without waiting.
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> Async<HandleOf<Class>> start_or_attach_async(StartOptions options,
                                                                                     Given&&... arguments)
  const {
    return start_class<Class>(detail::StartMode::kAttach, std::move(options),
                              std::forward<Given>(arguments)...);
  }

  /// A workflow that was started before. Asks nobody: a wrong id shows at the first call. Without a run id it
  /// means the current run.
  template <auto F>
  requires detail::FreeFunction<F> Handle<detail::ResultOf<F>> handle(std::string workflow_id,
                                                                      std::string run_id = {})
  const { return {core_, {std::move(workflow_id), std::move(run_id)}}; }
  template <class Class>
  requires detail::WorkflowClass<Class> HandleOf<Class> handle(std::string workflow_id,
                                                               std::string run_id = {})
  const { return {core_, {std::move(workflow_id), std::move(run_id)}}; }
  WorkflowHandle handle(std::string workflow_id, std::string run_id = {}) const {
    return {core_, {std::move(workflow_id), std::move(run_id)}};
  }

  /// The runs that fit a query, the open ones first, then the closed ones, latest end first:
  ///   client.list("WorkflowType = 'place_order' AND ExecutionStatus = 'Running'")
  /// The query is in the language of Temporal's list filters; empty: every run. The engine in the process
  /// knows comparisons by '=' of WorkflowType, WorkflowId and ExecutionStatus (Running, Completed, Failed,
  /// Canceled, Terminated, ContinuedAsNew, TimedOut), joined by AND; values stand in '…' or "…".
  ///
  /// Asks nobody yet: a query that is refused throws ClientError (kInvalidArgument) where the walk begins.
  /// What happened before that is in the list; runs that start or end during the walk may be.
  WorkflowList list(std::string query = {}) const { return {core_, std::move(query)}; }
  /// One page of such a list: for pages of one's own size, or to go on with later.
  WorkflowPage list_page(ListOptions options = {}) const { return list_page_async(std::move(options)).get(); }
  /// The same without waiting.
  Async<WorkflowPage> list_page_async(ListOptions options = {}) const {
    return {core_->list(std::move(options)), [](const detail::Answer& answer) { return *answer.page; }};
  }
  /// How many runs fit a query (see list).
  std::int64_t count(std::string query = {}) const { return count_async(std::move(query)).get(); }
  /// The same without waiting.
  Async<std::int64_t> count_async(std::string query = {}) const {
    return {core_->count(std::move(query)), [](const detail::Answer& answer) { return answer.count; }};
  }

 private:
  template <auto F, class... Given>
  Async<Handle<detail::ResultOf<F>>> start_function(detail::StartMode mode, StartOptions options,
                                                    Given&&... arguments) const {
    using Arguments = detail::ArgumentsOf<F>;
    if constexpr (!detail::kFits<Arguments, Given...>) {
      static_cast<void>(
          detail::WrongArguments<F, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
      return {nullptr, {}};
    } else {
      return start_typed<Handle<detail::ResultOf<F>>>(
          {std::string(detail::name_of<F>()), std::move(options),
           detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...), mode});
    }
  }

  template <class Class, class... Given>
  Async<HandleOf<Class>> start_class(detail::StartMode mode, StartOptions options,
                                     Given&&... arguments) const {
    using Arguments = typename Interface<Class>::Arguments;
    if constexpr (!detail::kFits<Arguments, Given...>) {
      static_cast<void>(
          detail::WrongInput<Class, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
      return {nullptr, {}};
    } else {
      return start_typed<HandleOf<Class>>(
          {std::string(detail::class_name_of<Class>()), std::move(options),
           detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...), mode});
    }
  }

  template <class TypedHandle>
  Async<TypedHandle> start_typed(detail::StartRequest request) const {
    return Async<TypedHandle>(core_->start(std::move(request)), [core = core_](const detail::Answer& answer) {
      return TypedHandle(core, answer.run);
    });
  }

  std::shared_ptr<detail::ClientCore> core_;
};

}  // namespace skald
