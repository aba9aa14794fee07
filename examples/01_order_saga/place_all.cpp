#include "place_all.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "progress.h"

using namespace std::chrono_literals;

namespace orders {

namespace {

/// More would only wait in the engine's queues.
constexpr std::size_t kOpenAtATime = 200;

/// Starts the order's workflow, or finds the one that an earlier process started, open or ended: the
/// workflow's id is the order's, and an id is used once. Does not wait.
void place(const skald::Client& client, const Order& order, std::size_t index, Outcomes& outcomes) {
  const auto start =
      client.start_or_attach_async<place_order>({.id = order.id, .task_queue = "orders"}, order);
  start.on_ready([index, &outcomes](const auto& started) {
    try {
      outcomes.watch(index, started.get().result_async());
    } catch (const std::exception& error) {
      outcomes.close(index, Outcome::kUnexpected, error.what());
    }
  });
}

}  // namespace

Survey survey(const skald::Client& client, std::size_t orders) {
  const auto placed = static_cast<std::size_t>(client.count("WorkflowType = 'place_order'"));
  const auto open = std::min(
      placed,
      static_cast<std::size_t>(client.count("WorkflowType = 'place_order' AND ExecutionStatus = 'Running'")));
  const Survey found{placed - open, open, orders - std::min(orders, placed)};
  fmt::print("  {} orders: {} closed, {} under way, {} new\n", orders, found.closed, found.open,
             found.unknown);
  std::fflush(stdout);
  return found;
}

void open_shop(const Scenario& scenario, const Survey& found) {
  const std::size_t placed = found.closed + found.open;
  if (placed > 0 && shop().is_new()) {
    throw std::runtime_error(
        fmt::format("{} orders have been placed before, but not with the shop of this folder ({}/shop.db is "
                    "new): go on in "
                    "the folder where they were placed, or use a server or an orders.db that has seen none",
                    placed, std::filesystem::current_path().string()));
  }
  shop().open(scenario.shelves, scenario.customers);
}

void place_all(const skald::Client& client, const std::vector<Order>& orders, std::size_t closed_before,
               Outcomes& outcomes) {
  Progress progress({.orders = orders.size(), .closed_before = closed_before});
  std::size_t placed = 0;
  for (Outcomes::Count count; count.closed < orders.size();) {
    for (; placed < orders.size() && placed < count.closed + kOpenAtATime; ++placed) {
      place(client, orders[placed], placed, outcomes);
    }
    const auto before = std::exchange(count, outcomes.wait_for_more(count.closed, 3s));
    count.closed > before.closed ? progress.show(count) : progress.show_waiting(count);
  }
}

}  // namespace orders
