#include <chrono>

#include "orders.h"

using namespace std::chrono_literals;

// place_order.cpp — a saga in straight-line code
#include <skald/workflow.h>

orders::Receipt orders::place_order(const Order& order) {
  return skald::saga({.start_to_close = 5s, .retry = {.maximum_attempts = 3}}, [&](skald::Saga& saga) {
    auto reservation = saga.step<reserve_stock, release_stock>(order);   // action, compensation
    auto payment     = saga.step<charge_card, refund_card>(order);
    auto tracking    = saga.step<ship>(order, reservation);              // failure undoes both, in reverse
    return Receipt{order.id, payment, tracking};
  });
}
