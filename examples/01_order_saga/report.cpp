#include "report.h"

#include <fmt/core.h>

#include <algorithm>

namespace orders {

namespace {

std::string money(std::int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

void print_outcomes(const std::vector<Outcome>& outcomes) {
  const auto row = [&](const char* name, Outcome outcome) {
    fmt::print("  {:<38}{:>6}\n", name, std::count(outcomes.begin(), outcomes.end(), outcome));
  };
  fmt::print("\n{} orders\n", outcomes.size());
  row("shipped", Outcome::kShipped);
  row("compensated: out of stock", Outcome::kOutOfStock);
  row("compensated: card declined", Outcome::kCardDeclined);
  row("compensated: shipping refused", Outcome::kShippingRefused);
  row("compensated: payment timed out", Outcome::kPaymentTimedOut);
}

/// What an order must have left behind in the shop, its ending known.
bool fits(const Order& order, Outcome outcome, const Traces& traces) {
  const bool shipped = outcome == Outcome::kShipped;
  return traces.units_held == 0 && traces.shipments == (shipped ? 1 : 0) &&
         traces.units_shipped == (shipped ? order.quantity : 0) &&
         traces.cents_charged == (shipped ? order.cents : 0);
}

/// So many bad cases are printed in full.
constexpr std::size_t kExamples = 5;

struct Checks {
  bool all_hold = true;

  void add(const char* what, bool holds, const std::string& equation) {
    fmt::print("  {:<6} {:<33} {}\n", holds ? "ok" : "WRONG", what, equation);
    all_hold = all_hold && holds;
  }
};

void check_endings(Checks& checks, const Outcomes& outcomes) {
  const auto& surprises = outcomes.surprises();
  checks.add("ended as planned", surprises.empty(),
             fmt::format("{} of {} orders", outcomes.all().size() - surprises.size(), outcomes.all().size()));
  for (std::size_t i = 0; i < std::min(kExamples, surprises.size()); ++i)
    fmt::print("         {}\n", surprises[i]);
}

void check_orders(Checks& checks, const std::vector<Order>& orders, const Outcomes& outcomes, Shop& shop) {
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (!fits(orders[i], outcomes.all()[i], shop.traces_of(orders[i]))) wrong.push_back(orders[i].id);
  }
  checks.add("shipped once, or wholly undone", wrong.empty(),
             fmt::format("{} of {} orders", orders.size() - wrong.size(), orders.size()));
  for (std::size_t i = 0; i < std::min(kExamples, wrong.size()); ++i) fmt::print("         {}\n", wrong[i]);
}

void check_books(Checks& checks, const std::vector<Order>& orders, const Outcomes& outcomes,
                 const Books& books) {
  std::int64_t price_of_shipped = 0;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (outcomes.all()[i] == Outcome::kShipped) price_of_shipped += orders[i].cents;
  }
  checks.add("stock: at start = left + shipped",
             books.units_at_start == books.units_on_shelves + books.units_shipped,
             fmt::format("{} = {} + {}", books.units_at_start, books.units_on_shelves, books.units_shipped));
  checks.add("money: charged - refunded = sold",
             books.cents_charged - books.cents_refunded == price_of_shipped,
             fmt::format("{} - {} = {}", money(books.cents_charged), money(books.cents_refunded),
                         money(price_of_shipped)));
}

}  // namespace

bool report(const std::vector<Order>& orders, const Outcomes& outcomes, Shop& shop) {
  const Books books = shop.books();
  print_outcomes(outcomes.all());
  fmt::print("\nchecked against the shop's books\n");
  Checks checks;
  check_endings(checks, outcomes);
  check_orders(checks, orders, outcomes, shop);
  check_books(checks, orders, outcomes, books);
  fmt::print("\n{} calls came to the shop again with a key that it knew: it did nothing twice\n",
             books.repeated_calls);
  return checks.all_hold;
}

}  // namespace orders
