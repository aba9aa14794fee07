#pragma once

#include <skald/client.h>

#include <cstddef>
#include <vector>

#include "orders.h"
#include "outcomes.h"
#include "scenario.h"

namespace orders {

/// How far the orders are that an earlier process left behind.
struct Survey {
  std::size_t closed = 0, open = 0, unknown = 0;
};

/// Asks the engine, and prints what it says.
Survey survey(const skald::Client& client, std::size_t orders);

/// Prepares the world that the orders meet. Throws std::runtime_error if orders were placed that this shop
/// has never heard of: the books of another folder would be held against them.
void open_shop(const Scenario& scenario, const Survey& found);

/// Places all orders, a window of them at a time, and returns when every one has ended. Shows the progress.
void place_all(const skald::Client& client, const std::vector<Order>& orders, std::size_t closed_before,
               Outcomes& outcomes);

}  // namespace orders
