#include "scenario.h"

#include <set>

#include "csv.h"

namespace orders {

namespace {

std::vector<Shelf> read_shelves(const std::string& path) {
  const CsvFile file(path, {"sku", "units"});
  std::set<std::string> seen;
  std::vector<Shelf> shelves;
  for (const auto& line : file.lines()) {
    shelves.push_back({line.text(0), line.number(1, {.from = 0, .to = 1'000'000})});
    if (!seen.insert(shelves.back().sku).second)
      line.refuse(0, shelves.back().sku + " stands in an earlier line too");
  }
  return shelves;
}

}  // namespace

Scenario read_scenario(const std::string& orders_file, const std::string& stock_file) {
  Scenario scenario;
  scenario.shelves = read_shelves(stock_file);
  const CsvFile file(orders_file, {"id", "sku", "quantity", "cents", "card", "address"});
  std::set<std::string> seen;
  for (const auto& line : file.lines()) {
    Order order;
    order.id = line.text(0);
    order.sku = line.text(1);
    order.quantity = static_cast<int>(line.number(2, {.from = 1, .to = 1'000}));
    order.cents = line.number(3, {.from = 1, .to = 100'000'000});
    if (!seen.insert(order.id).second) line.refuse(0, order.id + " stands in an earlier line too");
    scenario.customers.push_back(
        {order.id, line.one_of(4, {"good", "declined", "silent"}), line.one_of(5, {"known", "unknown"})});
    scenario.orders.push_back(std::move(order));
  }
  if (scenario.orders.empty()) throw CsvError(orders_file + ": holds no orders");
  return scenario;
}

}  // namespace orders
