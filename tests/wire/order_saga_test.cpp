#include <filesystem>

#include "dsl/replay/workflow_run.h"
#include "engine/base/ids.h"
#include "orders.h"
#include "shop.h"
#include "skald/errors.h"
#include "tests/wire/wire_world.h"
#include "tools/history/history_json.h"

/// The workflow and activities of examples/01_order_saga, on Temporal's server.
namespace skald::wire_tests {
namespace {

using orders::Order;

/// Every way that an order can go, five times. The shop is a file in a folder of the test's own.
class OrderSaga : public OnServer {
 protected:
  OrderSaga() {
    std::filesystem::create_directory(folder_);
    std::filesystem::current_path(folder_);
  }
  ~OrderSaga() override {
    std::filesystem::current_path(before_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void open_shop() {
    std::vector<orders::Customer> customers;
    for (int i = 0; i < 20; ++i) {
      const std::string id = "order-" + std::to_string(i);
      const char* card = i % 4 == 1 ? "declined" : i % 4 == 2 ? "silent" : "good";
      customers.push_back({id, card, i % 4 == 3 ? "unknown" : "known"});
      orders_.push_back({id, "teapot", 1, 1999});
    }
    orders::shop().open({{"teapot", 100}}, customers);
  }

  Worker make_orders_worker() {
    Worker worker{server(), queue_};
    worker.add_workflows<orders::place_order>();
    worker.add_activities<orders::reserve_stock, orders::release_stock, orders::charge_card,
                          orders::refund_card, orders::ship>();
    return worker;
  }

  /// What the code as it is built now says to a history of the server; empty: they agree.
  std::string divergence(const std::string& json) {
    const auto history = history::from_json(json);
    if (!history.ok()) return history.error().message;
    Registry registry;
    registry.add_workflows<orders::place_order>();
    const auto& started = history->events(0).workflow_execution_started_event_attributes();
    const auto found = replay::replay_history(
        *history, *registry.find_workflow("place_order"),
        {"default", started.workflow_id(), started.original_execution_run_id(), queue_});
    return found ? found->report : "";
  }

  const std::filesystem::path before_ = std::filesystem::current_path();
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("skald-orders-" + random_uuid());
  std::vector<Order> orders_;
};

TEST_F(OrderSaga, every_order_is_shipped_or_undone_and_its_history_replays) {
  open_shop();
  Worker worker = make_orders_worker();
  worker.start();
  std::vector<Handle<orders::Receipt>> handles;
  for (const Order& order : orders_) {
    handles.push_back(client().start<orders::place_order>(start_options(order.id), order));
  }
  int shipped = 0;
  for (const auto& handle : handles) {
    try {
      if (!handle.result().tracking.empty()) ++shipped;
    } catch (const WorkflowFailedError&) {
    }
    EXPECT_EQ(divergence(handle.history_json()), "");
  }
  const orders::Books books = orders::shop().books();
  EXPECT_EQ(shipped, 5);
  EXPECT_EQ(books.units_shipped, 5);
  EXPECT_EQ(books.units_held, 0);
  EXPECT_EQ(books.units_on_shelves, 95);
  EXPECT_EQ(books.cents_charged - books.cents_refunded, 5 * 1999);
}

}  // namespace
}  // namespace skald::wire_tests
