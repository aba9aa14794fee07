#include <skald/workflow.h>

#include "couriers.h"
#include "orders.h"

using namespace std::chrono_literals;

// The order saga of example 01, with one difference: parcels leave through couriers, whose worker is a
// process of its own, in another language.
orders::Receipt orders::place_order(const Order& order) {
  return skald::saga({.start_to_close = 5s, .retry = {.maximum_attempts = 3}}, [&](skald::Saga& saga) {
    const auto couriers = saga.with({.task_queue = kCouriers, .start_to_close = 5s});
    auto reservation = saga.step<reserve_stock, release_stock>(order);
    auto payment = saga.step<charge_card, refund_card>(order);
    auto tracking = couriers.step<ship>(order, reservation);
    return Receipt{order.id, payment, tracking};
  });
}
