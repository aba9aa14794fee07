#include <skald/client.h>
#include <skald/engine.h>
#include <skald/library.h>
#include <skald/worker.h>

#include "orders.h"
#include "subscription.h"

int run(const orders::Order& order) {
  // main.cpp — embedded: engine, worker and client in one process
  skald::Engine engine{"orders.db"};
  skald::Worker worker{engine, "orders"};
  worker.add_workflows<orders::place_order>();
  worker.add_activities<orders::reserve_stock, orders::release_stock, orders::charge_card, orders::refund_card, orders::ship>();
  worker.start();
  skald::Client client{engine};
  auto handle = client.start<orders::place_order>({.id = "order-17", .task_queue = "orders"}, order);
  orders::Receipt receipt = handle.result();
  auto subscription = client.start<Subscription>({.id = "s-1", .task_queue = "orders"}, Plan{2});
  return static_cast<int>(receipt.tracking.size() + static_cast<std::size_t>(subscription.result().cents));
}

SKALD_WORKFLOWS(registry) { registry.add_workflows<orders::place_order>(); }
