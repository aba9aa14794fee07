#pragma once

#include <skald/client.h>

#include <cstddef>
#include <vector>

#include "orders.h"
#include "outcomes.h"

namespace orders {

/// How far the orders are that an earlier process left behind.
struct Survey {
  std::size_t closed = 0, open = 0, unknown = 0;
};

/// Asks the engine, and prints what it says.
Survey survey(const skald::Client& client, std::size_t orders);

/// Places all orders, a window of them at a time, and returns when every one has ended. Shows the progress.
void place_all(const skald::Client& client, const std::vector<Order>& orders, std::size_t closed_before,
               Outcomes& outcomes);

}  // namespace orders
