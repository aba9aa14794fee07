#include "outcomes.h"

namespace orders {

namespace {

/// The workflow failed, because an activity did, because …
Outcome outcome_of(const skald::WorkflowError& error) {
  if (error.has_type(kOutOfStockError)) return Outcome::kOutOfStock;
  if (error.has_type(kCardDeclinedError)) return Outcome::kCardDeclined;
  if (error.has_type(kShippingRefusedError)) return Outcome::kShippingRefused;
  const auto* activity = error.find<skald::ActivityError>();
  const bool was_charging = activity != nullptr && activity->activity_type() == "charge_card";
  if (was_charging && activity->find<skald::TimeoutError>() != nullptr) return Outcome::kPaymentTimedOut;
  return Outcome::kUnexpected;
}

}  // namespace

void Outcomes::watch(std::size_t index, const skald::Async<Receipt>& result) {
  result.on_ready([this, index](const skald::Async<Receipt>& ended) {
    try {
      ended.get();
      close(index, Outcome::kShipped, {});
    } catch (const skald::WorkflowError& error) {
      close(index, outcome_of(error), error.chain());
    } catch (const std::exception& error) {
      close(index, Outcome::kUnexpected, error.what());
    }
  });
}

void Outcomes::close(std::size_t index, Outcome outcome, const std::string& message) {
  const std::lock_guard lock(mutex_);
  outcomes_[index] = outcome;
  ++count_.closed;
  if (outcome == Outcome::kShipped) ++count_.shipped;
  if (outcome == Outcome::kUnexpected) surprises_.push_back(message);
  changed_.notify_all();
}

Outcomes::Count Outcomes::wait_for_more(std::size_t seen, skald::Duration limit) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return count_.closed != seen; });
  return count_;
}

}  // namespace orders
