#pragma once

#include <vector>

#include "outcomes.h"
#include "shop.h"

namespace orders {

/// Prints how many orders ended how, and holds what the workflows say against the shop's books: stock, money,
/// and every single order. False: an equation does not hold.
bool report(const std::vector<Order>& orders, const Outcomes& outcomes, Shop& shop);

}  // namespace orders
