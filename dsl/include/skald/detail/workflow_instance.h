#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "skald/detail/signal_box.h"
#include "skald/detail/signature.h"
#include "skald/interface.h"

namespace skald::detail {

template <auto F>
class FunctionInstance final : public SignalBox {
 public:
  explicit FunctionInstance(const Payloads& input)
      : arguments_(decode_arguments<ArgumentsOf<F>>(input, name_of<F>())) {}

  Payload run() override {
    return encode_result<ResultOf<F>>(
        [&]() -> decltype(auto) { return std::apply(F, std::move(arguments_)); });
  }

 private:
  typename ArgumentDecoder<ArgumentsOf<F>>::Tuple arguments_;
};

template <auto M, class C>
Payload call_member(C& object, const Payloads& input) {
  auto arguments = decode_arguments<ArgumentsOf<M>>(input, name_of<M>());
  return encode_result<ResultOf<M>>([&]() -> decltype(auto) {
    return std::apply(
        [&](auto&&... each) -> decltype(auto) { return (object.*M)(std::forward<decltype(each)>(each)...); },
        std::move(arguments));
  });
}

/// The members of an interface by name.
template <auto... M>
struct MemberTable {
  static std::vector<std::string> names() { return {std::string(name_of<M>())...}; }
  template <class C>
  static bool call([[maybe_unused]] C& object, [[maybe_unused]] const std::string& name,
                   [[maybe_unused]] const Payloads& input, [[maybe_unused]] Payload& result) {
    return ((name == name_of<M>() && (result = call_member<M>(object, input), true)) || ...);
  }
};

template <class List>
struct TableOf;
template <auto... M>
struct TableOf<Members<M...>> {
  using Type = MemberTable<M...>;
};

template <class C>
struct SignalsOf {
  using Type = MemberTable<>;
};
template <class C>
requires requires { typename Interface<C>::SignalMembers; }
struct SignalsOf<C> : TableOf<typename Interface<C>::SignalMembers> {};

template <class C>
struct QueriesOf {
  using Type = MemberTable<>;
};
template <class C>
requires requires { typename Interface<C>::QueryMembers; }
struct QueriesOf<C> : TableOf<typename Interface<C>::QueryMembers> {};

template <class C>
class ClassInstance final : public WorkflowInstance {
 public:
  explicit ClassInstance(const Payloads& input)
      : object_(std::make_from_tuple<C>(
            decode_arguments<typename Interface<C>::Arguments>(input, class_name_of<C>()))) {}

  Payload run() override {
    return encode_result<typename Interface<C>::Result>(
        [&]() -> decltype(auto) { return (object_.*Interface<C>::kRun)(); });
  }
  bool signal(const std::string& name, const Payloads& input) override {
    Payload nothing;
    return SignalsOf<C>::Type::call(object_, name, input, nothing);
  }
  std::vector<std::string> signal_names() const override { return SignalsOf<C>::Type::names(); }
  bool query(const std::string& name, const Payloads& input, Payload& result) const override {
    return QueriesOf<C>::Type::call(object_, name, input, result);
  }
  std::vector<std::string> query_names() const override { return QueriesOf<C>::Type::names(); }

 private:
  C object_;
};

}  // namespace skald::detail
