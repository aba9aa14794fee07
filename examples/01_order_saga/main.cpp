#include <fmt/core.h>
#include <skald/client.h>
#include <skald/connect.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>

#include "outcomes.h"
#include "place_all.h"
#include "report.h"
#include "scenario.h"

namespace orders {

namespace {

/// The engine is in this process or behind an address: nothing else differs.
template <class Engine>
void work_through(Engine& engine, const Scenario& scenario, Outcomes& outcomes) {
  const skald::Client client{engine};
  const auto found = survey(client, scenario.orders.size());
  open_shop(scenario, found);

  skald::Worker worker{engine, "orders"};
  worker.add_workflows<place_order>();
  worker.add_activities<reserve_stock, release_stock, charge_card, refund_card, ship>();
  worker.start();

  place_all(client, scenario.orders, found.closed, outcomes);
  worker.stop();
}

bool run(const std::string& orders_file, const std::string& stock_file, const std::string& address) {
  const Scenario scenario = read_scenario(orders_file, stock_file);
  Outcomes outcomes(scenario.orders.size());
  if (address.empty()) {
    skald::Engine engine{"orders.db"};
    work_through(engine, scenario, outcomes);
  } else {
    const auto server = skald::connect(address);
    work_through(server, scenario, outcomes);
  }
  return report(scenario.orders, outcomes, shop());
}

}  // namespace
}  // namespace orders

int main(int count, char** arguments) {
  if (count != 3 && count != 4) {
    fmt::print(
        stderr,
        "usage: order_saga <orders.csv> <stock.csv> [<host:port>]\n"
        "Works through the orders. The files orders.db, shop.db and orders.log in the current folder keep\n"
        "what happened: started again after a crash, it goes on where it was. With an address, the server\n"
        "there (`skald server`, or a Temporal cluster) takes the place of orders.db.\n");
    return 2;
  }
  try {
    spdlog::set_default_logger(spdlog::basic_logger_mt("orders", "orders.log"));
    return orders::run(arguments[1], arguments[2], count == 4 ? arguments[3] : "") ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "order_saga: {}\n", error.what());
    return 2;
  }
}
