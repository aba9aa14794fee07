#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "skald/converter.h"
#include "skald/errors.h"
#include "skald/name.h"
#include "skald/payload.h"

/// What the types of a function say: its result, its arguments, and how both become payloads.
namespace skald::detail {

template <class... T>
struct Types {
  static constexpr std::size_t kSize = sizeof...(T);
};

template <class F>
struct FunctionTraits;
template <class R, class... A>
struct FunctionTraits<R (*)(A...)> {
  using Result = std::remove_cvref_t<R>;
  using Arguments = Types<A...>;
  using Class = void;
  static constexpr bool kConst = false;
};
template <class R, class... A>
struct FunctionTraits<R (*)(A...) noexcept> : FunctionTraits<R (*)(A...)> {};
template <class R, class C, class... A>
struct FunctionTraits<R (C::*)(A...)> : FunctionTraits<R (*)(A...)> {
  using Class = C;
};
template <class R, class C, class... A>
struct FunctionTraits<R (C::*)(A...) noexcept> : FunctionTraits<R (C::*)(A...)> {};
template <class R, class C, class... A>
struct FunctionTraits<R (C::*)(A...) const> : FunctionTraits<R (C::*)(A...)> {
  static constexpr bool kConst = true;
};
template <class R, class C, class... A>
struct FunctionTraits<R (C::*)(A...) const noexcept> : FunctionTraits<R (C::*)(A...) const> {};

/// A pointer to a function or member function, as template argument.
template <auto F>
concept Function = requires {
  typename FunctionTraits<decltype(F)>::Result;
};
template <auto F>
concept FreeFunction = Function<F> && std::is_void_v<typename FunctionTraits<decltype(F)>::Class>;
template <auto F>
concept MemberFunction = Function<F> && !FreeFunction<F>;

template <auto F>
using ResultOf = typename FunctionTraits<decltype(F)>::Result;
/// As declared: `const Order&` stays that.
template <auto F>
using ArgumentsOf = typename FunctionTraits<decltype(F)>::Arguments;
template <auto F>
using ClassOf = typename FunctionTraits<decltype(F)>::Class;

template <class List, std::size_t I>
struct TypeAt;
template <std::size_t I, class... T>
requires(I < sizeof...(T)) struct TypeAt<Types<T...>, I> {
  using Type = std::tuple_element_t<I, std::tuple<T...>>;
};
/// Parameter I of F; a substitution failure if F has fewer.
template <auto F, std::size_t I>
using ArgumentOf = typename TypeAt<ArgumentsOf<F>, I>::Type;

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// The arguments arrive as copies: nobody sees what the function does to them.
template <class... A>
inline constexpr bool kTakesCopies = (!(std::is_lvalue_reference_v<A> &&
                                        !std::is_const_v<std::remove_reference_t<A>>)&&...);

template <class... A>
Payloads encode_arguments(const A&... arguments) {
  Payloads payloads;
  payloads.reserve(sizeof...(A));
  (payloads.push_back(Converter<A>::encode(arguments)), ...);
  return payloads;
}

/// Throws PayloadError: "charge_card takes 2 arguments, found 1".
[[noreturn]] void refuse_argument_count(std::string_view owner, std::size_t wanted, std::size_t found);
/// Throws PayloadError: "argument 2 of charge_card: <message>".
[[noreturn]] void refuse_argument(std::string_view owner, std::size_t index, const std::string& message);

template <class T>
T decode_argument(const Payloads& payloads, std::size_t index, std::string_view owner) {
  if constexpr (IsOptional<T>::value) {
    if (index >= payloads.size()) return std::nullopt;
  }
  try {
    return Converter<T>::decode(payloads[index]);
  } catch (const PayloadError& error) {
    refuse_argument(owner, index, error.what());
  }
}

/// How many arguments must be there: optional ones at the end need not.
template <class... A>
constexpr std::size_t required_arguments() {
  std::size_t required = 0;
  std::size_t index = 0;
  ((++index, required = IsOptional<A>::value ? required : index), ...);
  return required;
}

template <class List>
struct ArgumentDecoder;
template <class... A>
struct ArgumentDecoder<Types<A...>> {
  using Tuple = std::tuple<std::remove_cvref_t<A>...>;

  /// Throws PayloadError naming the argument. `owner`: the function that takes them, for the message.
  static Tuple decode(const Payloads& payloads, std::string_view owner) {
    constexpr auto kRequired = required_arguments<std::remove_cvref_t<A>...>();
    if (payloads.size() < kRequired || payloads.size() > sizeof...(A)) {
      refuse_argument_count(owner, sizeof...(A), payloads.size());
    }
    return decode(payloads, owner, std::index_sequence_for<A...>{});
  }

 private:
  template <std::size_t... I>
  static Tuple decode([[maybe_unused]] const Payloads& payloads, [[maybe_unused]] std::string_view owner,
                      std::index_sequence<I...>) {
    return Tuple{decode_argument<std::remove_cvref_t<A>>(payloads, I, owner)...};
  }
};

template <class List>
typename ArgumentDecoder<List>::Tuple decode_arguments(const Payloads& payloads, std::string_view owner) {
  return ArgumentDecoder<List>::decode(payloads, owner);
}

/// A void result is whatever came: other languages return null or nothing at all.
template <class R>
R decode_result([[maybe_unused]] const Payload& payload) {
  if constexpr (!std::is_void_v<R>) return Converter<R>::decode(payload);
}

/// Calls `function` with a decoded tuple and encodes what it returns.
template <class R, class Call>
Payload encode_result(Call&& call) {
  if constexpr (std::is_void_v<R>) {
    call();
    return Converter<std::monostate>::encode();
  } else {
    return Converter<R>::encode(call());
  }
}

template <class... T>
struct given;
template <class... T>
struct wanted;

/// Arguments of a deduced pack that do not fit; its own name tells the story.
template <auto F, class Given, class Wanted>
struct WrongArguments {
  static_assert(kNever<Given>,
                "the arguments do not fit: compare given<...> with wanted<...> in the line above");
};
template <class F, class Given, class Wanted>
struct WrongInput {
  static_assert(kNever<Given>,
                "the arguments do not fit: compare given<...> with wanted<...> in the line above");
};

template <class List, class... Given>
inline constexpr bool kFits = false;
template <class... A, class... Given>
requires(sizeof...(A) == sizeof...(Given)) inline constexpr bool kFits<Types<A...>, Given...> =
    (std::is_convertible_v<Given, std::remove_cvref_t<A>> && ...);

/// Encodes what converts to the parameters. Precondition: kFits.
template <class... A, class... Given>
Payloads encode_converted(Types<A...>, Given&&... arguments) {
  return encode_arguments<std::remove_cvref_t<A>...>(std::forward<Given>(arguments)...);
}

/// The same for a function's own parameters, declared types and all.
template <class... A>
Payloads encode_step(Types<A...>, const std::remove_cvref_t<A>&... arguments) {
  return encode_arguments<std::remove_cvref_t<A>...>(arguments...);
}

template <class List>
struct WantedOf;
template <class... A>
struct WantedOf<Types<A...>> {
  using Type = wanted<A...>;
};

}  // namespace skald::detail
