#pragma once

#include <skald/client.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "orders.h"

namespace orders {

/// How an order ended.
enum class Outcome {
  kOpen,
  kShipped,
  kOutOfStock,
  kCardDeclined,
  kShippingRefused,
  kPaymentTimedOut,
  kUnexpected
};

/// Collects how the orders end, on whatever thread that becomes known. Must outlive the engine, which calls
/// back.
class Outcomes {
 public:
  explicit Outcomes(std::size_t orders) : outcomes_(orders, Outcome::kOpen) {}

  /// Takes down how order number `index` ends, when it does.
  void watch(std::size_t index, const skald::Async<Receipt>& result);

  /// Takes down that it has ended; `message` is kept if nobody planned that.
  void close(std::size_t index, Outcome outcome, const std::string& message);

  struct Count {
    std::size_t closed = 0;
    std::size_t shipped = 0;
  };
  /// Waits until other than `seen` many orders are closed, but no longer than `limit`.
  Count wait_for_more(std::size_t seen, skald::Duration limit) const;

  /// Once all are closed: in the orders' order.
  const std::vector<Outcome>& all() const { return outcomes_; }
  /// What nobody planned: the messages of kUnexpected.
  const std::vector<std::string>& surprises() const { return surprises_; }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // protected by mutex_ until all are closed
  Count count_;
  std::vector<Outcome> outcomes_;
  std::vector<std::string> surprises_;
};

}  // namespace orders
