#include <fmt/core.h>
#include <skald/client.h>
#include <skald/connect.h>

#include <cstdio>

#include "outcomes.h"
#include "place_all.h"
#include "report.h"
#include "scenario.h"

namespace {

bool run(const char* address, const char* orders_file, const char* stock_file) {
  const auto scenario = orders::read_scenario(orders_file, stock_file);
  orders::Outcomes outcomes(scenario.orders.size());

  const auto server = skald::connect(address);
  const skald::Client client{server};
  const auto found = orders::survey(client, scenario.orders.size());
  orders::open_shop(scenario, found);
  orders::place_all(client, scenario.orders, found.closed, outcomes);
  return orders::report(scenario.orders, outcomes, orders::shop());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    fmt::print(
        stderr,
        "usage: order_client <host:port> <orders.csv> <stock.csv>\n"
        "Places the orders at the server, waits for their ends and checks them against the shop's books\n"
        "(shop.db in the current folder, which the workers share).\n");
    return 2;
  }
  try {
    return run(arguments[1], arguments[2], arguments[3]) ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "order_client: {}\n", error.what());
    return 2;
  }
}
