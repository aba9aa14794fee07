#include <fmt/core.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "outcomes.h"
#include "place_all.h"
#include "report.h"
#include "scenario.h"

namespace orders {

namespace {

bool run(const char* orders_file, const char* stock_file) {
  const auto [orders, customers, shelves] = read_scenario(orders_file, stock_file);
  shop().open(shelves, customers);
  Outcomes outcomes(orders.size());

  skald::Engine engine{"orders.db"};
  const skald::Client client{engine};
  const auto found = survey(client, orders.size());

  skald::Worker worker{engine, "orders"};
  worker.add_workflows<place_order>();
  worker.add_activities<reserve_stock, release_stock, charge_card, refund_card, ship>();
  worker.start();

  place_all(client, orders, found.closed, outcomes);
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
