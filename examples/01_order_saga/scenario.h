#pragma once

#include <string>
#include <vector>

#include "orders.h"
#include "shop.h"

namespace orders {

/// What the program is to do: the orders, and the world that they meet.
struct Scenario {
  std::vector<Order> orders;
  std::vector<Customer> customers;  ///< One for each order, at the same place.
  std::vector<Shelf> shelves;
};

/// Reads and checks both files; CsvError with file and line.
Scenario read_scenario(const std::string& orders_file, const std::string& stock_file);

}  // namespace orders
