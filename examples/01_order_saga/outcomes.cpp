#include "outcomes.h"

namespace orders {

namespace {

/// Reads the chain of causes: the workflow failed, because an activity did, because …
Outcome outcome_of(const skald::WorkflowError& error) {
  bool was_charging = false;
  for (const auto* cause = &error; cause != nullptr; cause = cause->cause().get()) {
    if (const auto* activity = dynamic_cast<const skald::ActivityError*>(cause)) {
      was_charging = activity->activity_type() == "charge_card";
    } else if (const auto* refusal = dynamic_cast<const skald::ApplicationError*>(cause)) {
      if (refusal->type() == kOutOfStockError) return Outcome::kOutOfStock;
      if (refusal->type() == kCardDeclinedError) return Outcome::kCardDeclined;
      if (refusal->type() == kShippingRefusedError) return Outcome::kShippingRefused;
    } else if (was_charging && dynamic_cast<const skald::TimeoutError*>(cause) != nullptr) {
      return Outcome::kPaymentTimedOut;
    }
  }
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
