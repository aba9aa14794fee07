#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "skald/detail/definition.h"
#include "skald/detail/signature.h"
#include "skald/detail/workflow_instance.h"

namespace skald {

/// Which workflows and activities a worker has, by name. Adding is for one thread, before anybody looks up.
class Registry {
 public:
  Registry() = default;
  Registry(Registry&&) = default;
  Registry& operator=(Registry&& other) noexcept;

  /// Workflow functions: add_workflows<orders::place_order, orders::cancel_order>(). UsageError if a name is
  /// taken.
  template <auto... F>
  requires(sizeof...(F) > 0 && (detail::FreeFunction<F> && ...)) void add_workflows() {
    (add_workflow(
         {std::string(detail::name_of<F>()),
          [](const Payloads& input) { return std::make_unique<detail::FunctionInstance<F>>(input); }}),
     ...);
  }

  /// Workflow classes, each with its skald::Interface: add_workflows<Subscription>().
  template <class... C>
  requires(sizeof...(C) > 0 && (detail::WorkflowClass<C> && ...)) void add_workflows() {
    (add_workflow({std::string(detail::class_name_of<C>()),
                   [](const Payloads& input) { return std::make_unique<detail::ClassInstance<C>>(input); }}),
     ...);
  }

  /// Activity functions: add_activities<orders::charge_card, orders::ship>(). UsageError if a name is taken.
  template <auto... F>
  requires(sizeof...(F) > 0 && (detail::FreeFunction<F> && ...)) void add_activities() {
    (add_activity({std::string(detail::name_of<F>()),
                   [](const Payloads& input) {
                     auto arguments =
                         detail::decode_arguments<detail::ArgumentsOf<F>>(input, detail::name_of<F>());
                     return detail::encode_result<detail::ResultOf<F>>(
                         [&]() -> decltype(auto) { return std::apply(F, std::move(arguments)); });
                   }}),
     ...);
  }

  /// Activities that are members of `object`, which must outlive the registry. Several threads call them at
  /// once.
  template <auto... M, class C>
  requires(sizeof...(M) > 0 &&
           (std::is_base_of_v<detail::ClassOf<M>, C> && ...)) void add_activities(C& object) {
    (add_member<M>(&object), ...);
  }
  /// The same; the registry keeps the object alive.
  template <auto... M, class C>
  requires(sizeof...(M) > 0 &&
           (std::is_base_of_v<detail::ClassOf<M>, C> && ...)) void add_activities(std::shared_ptr<C> object) {
    (add_member<M>(object), ...);
  }

  /// Takes over all that `other` has. UsageError if a name is taken; then some may have moved.
  void add_all(Registry other);

  void add_workflow(detail::WorkflowDefinition definition);
  void add_activity(detail::ActivityDefinition definition);

  /// Null if there is none. Valid as long as the registry.
  const detail::WorkflowDefinition* find_workflow(std::string_view name) const;
  const detail::ActivityDefinition* find_activity(std::string_view name) const;
  /// In alphabetical order.
  std::vector<std::string> workflow_names() const;
  std::vector<std::string> activity_names() const;

  /// "workflow type X is not registered; registered: a, b", and whether an activity has that name.
  std::string unknown_workflow(std::string_view name) const;
  std::string unknown_activity(std::string_view name) const;

  /// Keeps a shared object loaded for as long as code from it is registered.
  void keep(std::shared_ptr<void> library) { libraries_.push_back(std::move(library)); }

 private:
  template <auto M, class Pointer>
  void add_member(Pointer object) {
    add_activity({std::string(detail::name_of<M>()),
                  [object](const Payloads& input) { return detail::call_member<M>(*object, input); }});
  }
  void refuse_taken(const std::string& name, std::string_view kind) const;

  // First, so that definitions are destroyed before the code that they came from is unloaded.
  std::vector<std::shared_ptr<void>> libraries_;
  std::map<std::string, detail::WorkflowDefinition, std::less<>> workflows_;
  std::map<std::string, detail::ActivityDefinition, std::less<>> activities_;
};

}  // namespace skald
