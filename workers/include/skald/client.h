#pragma once

#include <memory>
#include <string>
#include <utility>

#include "skald/handle.h"

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

  /// Starts a workflow function; waits until the start is durable. Throws WorkflowAlreadyStartedError or
  /// ClientError.
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Handle<detail::ResultOf<F>> start(StartOptions options,
                                                                     Given&&... arguments)
  const { return start_async<F>(std::move(options), std::forward<Given>(arguments)...).get(); }
  template <auto F, class... Given>
  requires detail::FreeFunction<F> Async<Handle<detail::ResultOf<F>>> start_async(StartOptions options,
                                                                                  Given&&... arguments)
  const {
    using Arguments = detail::ArgumentsOf<F>;
    if constexpr (!detail::kFits<Arguments, Given...>) {
      static_cast<void>(
          detail::WrongArguments<F, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
      return {nullptr, {}};
    } else {
      return start_typed<Handle<detail::ResultOf<F>>>(
          detail::name_of<F>(), std::move(options),
          detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...));
    }
  }

  /// Starts a workflow class; the arguments are its constructor's.
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> HandleOf<Class> start(StartOptions options, Given&&... arguments)
  const { return start_async<Class>(std::move(options), std::forward<Given>(arguments)...).get(); }
  template <class Class, class... Given>
  requires detail::WorkflowClass<Class> Async<HandleOf<Class>> start_async(StartOptions options,
                                                                           Given&&... arguments)
  const {
    using Arguments = typename Interface<Class>::Arguments;
    if constexpr (!detail::kFits<Arguments, Given...>) {
      static_cast<void>(
          detail::WrongInput<Class, detail::given<Given...>, typename detail::WantedOf<Arguments>::Type>{});
      return {nullptr, {}};
    } else {
      return start_typed<HandleOf<Class>>(
          detail::class_name_of<Class>(), std::move(options),
          detail::encode_converted(Arguments{}, std::forward<Given>(arguments)...));
    }
  }

  /// A workflow that runs already. Asks nobody: a wrong id shows at the first call. Without a run id it means
  /// the current run.
  template <auto F>
  requires detail::FreeFunction<F> Handle<detail::ResultOf<F>> handle(std::string workflow_id,
                                                                      std::string run_id = {})
  const { return {core_, {std::move(workflow_id), std::move(run_id), {}}}; }
  template <class Class>
  requires detail::WorkflowClass<Class> HandleOf<Class> handle(std::string workflow_id,
                                                               std::string run_id = {})
  const { return {core_, {std::move(workflow_id), std::move(run_id), {}}}; }
  WorkflowHandle handle(std::string workflow_id, std::string run_id = {}) const {
    return {core_, {std::move(workflow_id), std::move(run_id), {}}};
  }

 private:
  template <class TypedHandle>
  Async<TypedHandle> start_typed(std::string_view name, StartOptions options, Payloads input) const {
    return Async<TypedHandle>(
        core_->start({std::string(name), std::move(options), std::move(input)}),
        [core = core_](const detail::Answer& answer) { return TypedHandle(core, answer.run); });
  }

  std::shared_ptr<detail::ClientCore> core_;
};

}  // namespace skald
