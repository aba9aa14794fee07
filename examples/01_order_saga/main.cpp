#include <fmt/core.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "outcomes.h"
#include "progress.h"
#include "report.h"
#include "scenario.h"

using namespace std::chrono_literals;

namespace orders {

namespace {

/// More would only wait in the engine's queues.
constexpr std::size_t kOpenAtATime = 200;

/// How far the orders are that an earlier process left behind.
struct Survey {
  std::size_t closed = 0, open = 0, unknown = 0;
};

Survey survey(const skald::Client& client, std::size_t orders) {
  const auto placed = static_cast<std::size_t>(client.count("WorkflowType = 'place_order'"));
  const auto open =
      static_cast<std::size_t>(client.count("WorkflowType = 'place_order' AND ExecutionStatus = 'Running'"));
  return {placed - open, open, orders - std::min(orders, placed)};
}

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

/// Places all orders, a window of them at a time, and returns when every one has ended.
void work_through(const skald::Client& client, const std::vector<Order>& orders, std::size_t closed_before,
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

bool run(const char* orders_file, const char* stock_file) {
  const auto [orders, customers, shelves] = read_scenario(orders_file, stock_file);
  shop().open(shelves, customers);
  Outcomes outcomes(orders.size());

  skald::Engine engine{"orders.db"};
  const skald::Client client{engine};
  const auto found = survey(client, orders.size());
  fmt::print("  {} orders: {} closed, {} under way, {} new\n", orders.size(), found.closed, found.open,
             found.unknown);

  skald::Worker worker{engine, "orders"};
  worker.add_workflows<place_order>();
  worker.add_activities<reserve_stock, release_stock, charge_card, refund_card, ship>();
  worker.start();

  work_through(client, orders, found.closed, outcomes);
  worker.stop();
  return report(orders, outcomes, shop());
}

}  // namespace
}  // namespace orders

int main(int count, char** arguments) {
  if (count != 3) {
    fmt::print(
        stderr,
        "usage: order_saga <orders.csv> <stock.csv>\n"
        "Works through the orders. The files orders.db, shop.db and orders.log in the current folder keep\n"
        "what happened: started again after a crash, it goes on where it was.\n");
    return 2;
  }
  try {
    spdlog::set_default_logger(spdlog::basic_logger_mt("orders", "orders.log"));
    return orders::run(arguments[1], arguments[2]) ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "order_saga: {}\n", error.what());
    return 2;
  }
}
