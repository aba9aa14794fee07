#include <skald/activity.h>

#include "orders.h"
#include "shop.h"

// An activity may be called again: its process died, its answer was lost, its time was up. What makes that
// harmless is the idempotency key, which is the same in every attempt: the shop does nothing twice for one
// key.

namespace orders {

// Asking again does not change a refusal: it is not retried, and the saga compensates at once.
using skald::non_retryable;

std::string reserve_stock(const Order& order) {
  const auto reservation = shop().reserve(skald::activity::idempotency_key(), order);
  if (!reservation) {
    throw non_retryable(kOutOfStockError,
                        "fewer than " + std::to_string(order.quantity) + " units of " + order.sku);
  }
  return *reservation;
}

void release_stock(const std::string& reservation) { shop().release(reservation); }

std::string charge_card(const Order& order) {
  const auto payment = shop().charge(skald::activity::idempotency_key(), order);
  if (!payment) throw non_retryable(kCardDeclinedError, "the card of " + order.id + " was declined");
  return *payment;
}

// It may run although nobody knows whether the charge went through. So it names the charge by the charge's
// own key, and finding nothing to undo is success.
void refund_card(const Order& order) {
  shop().refund(skald::activity::compensated_action().idempotency_key, order);
}

std::string ship(const Order& order, const std::string& reservation) {
  const auto tracking = shop().ship(skald::activity::idempotency_key(), order, reservation);
  if (!tracking) throw non_retryable(kShippingRefusedError, "nobody delivers to the address of " + order.id);
  return *tracking;
}

}  // namespace orders
