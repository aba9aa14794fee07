#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "skald/future.h"

namespace skald {

namespace detail {

/// Waits until every one has ended.
inline void wait_all(const std::vector<OperationRef>& operations) {
  order_commands(operations);
  for (const auto& operation : operations) wait(operation);
}

template <class T>
typename Future<T>::Value take_value(const Future<T>& future) {
  if constexpr (std::is_void_v<T>) {
    future.get();
    return {};
  } else {
    return future.get();
  }
}

template <class T>
std::vector<OperationRef> operations_of(const std::vector<Future<T>>& futures) {
  std::vector<OperationRef> operations;
  operations.reserve(futures.size());
  for (const auto& future : futures) operations.push_back(future.operation());
  return operations;
}

}  // namespace detail

/// Waits until every call has ended and returns their values as a tuple (std::monostate for void; nothing if
/// all are void). If some failed, the failure of the first of them in argument order is thrown, after all
/// have ended.
///
/// Suspends. Ends early as its futures do when their scopes are cancelled. Records nothing, but puts the
/// commands of calls that are started in its argument list into argument order: compilers evaluate arguments
/// in different orders.
template <class... T>
auto all(Future<T>... futures) {
  detail::wait_all({futures.operation()...});
  if constexpr ((std::is_void_v<T> && ...)) {
    (futures.get(), ...);
  } else {
    return std::tuple<typename Future<T>::Value...>{detail::take_value(futures)...};
  }
}

/// The same for any number of calls of one type: a vector of their values; nothing for void.
template <class T>
auto all(const std::vector<Future<T>>& futures) {
  detail::wait_all(detail::operations_of(futures));
  if constexpr (std::is_void_v<T>) {
    for (const auto& future : futures) future.get();
  } else {
    std::vector<T> values;
    values.reserve(futures.size());
    for (const auto& future : futures) values.push_back(future.get());
    return values;
  }
}

/// Which call ended first: if (skald::any(pending, skald::timer(10s)) == pending) …
class Winner {
 public:
  Winner(std::size_t index, detail::OperationRef operation)
      : index_(index), operation_(std::move(operation)) {}

  /// Its place in the argument list or vector, from 0.
  std::size_t index() const { return index_; }

  template <class T>
  bool operator==(const Future<T>& future) const {
    return operation_ == future.operation();
  }

 private:
  std::size_t index_;
  detail::OperationRef operation_;
};

namespace detail {

inline Winner first_of(const std::vector<OperationRef>& operations) {
  if (operations.empty()) throw UsageError("any() of nothing would wait for ever");
  order_commands(operations);
  const auto index = wait_any(operations);
  return {index, operations[index]};
}

}  // namespace detail

/// Waits until one call has ended, well or not: ask its future. Several at once: the first in argument order.
/// The others go on; cancel them if nobody wants them.
///
/// Suspends. Ends early as its futures do when their scopes are cancelled. Records nothing; orders commands
/// as all() does.
template <class... T>
Winner any(Future<T>... futures) {
  static_assert(sizeof...(T) > 0, "any() of nothing would wait for ever");
  return detail::first_of({futures.operation()...});
}
/// The same for a vector; UsageError if it is empty.
template <class T>
Winner any(const std::vector<Future<T>>& futures) {
  return detail::first_of(detail::operations_of(futures));
}

}  // namespace skald
