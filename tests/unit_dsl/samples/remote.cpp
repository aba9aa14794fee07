#include <skald/client.h>
#include <skald/connect.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include "orders.h"

orders::Receipt run_on_a_server(const orders::Order& order) {
  auto server = skald::connect("localhost:7233");  // instead of: skald::Engine engine{"orders.db"};
  skald::Worker worker{server, "orders"};
  skald::Client client{server};
  worker.add_workflows<orders::place_order>();
  worker.start();
  return client.start<orders::place_order>({.id = "order-17", .task_queue = "orders"}, order).result();
}

std::string served_by_a_process_of_ours() {
  return skald::Engine{"orders.db", {.listen = {"127.0.0.1:7233"}}}.address();
}
