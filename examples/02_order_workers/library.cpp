#include <skald/library.h>

#include "orders.h"

// What `skald replay --library` finds in liborder_workers.so.
SKALD_WORKFLOWS(registry) {
  registry.add_workflows<orders::place_order>();
  registry.add_activities<orders::reserve_stock, orders::release_stock, orders::charge_card,
                          orders::refund_card>();
}
