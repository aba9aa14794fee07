#pragma once

#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <skald/workflow.h>

#include <string>

/// Small workflows for requests that go wrong, and what is needed to send them.
namespace skald::bad_input {

struct Order {
  std::string id;
  int quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, quantity))

/// Returns the id once a signal "go" came.
std::string hold(const Order& order);
/// Calls check, which fails with a message that is not UTF-8.
std::string fail_in_latin1(const Order& order);
void check(const std::string& id);
/// Schedules an activity under an id that is not UTF-8.
std::string schedule_in_latin1(const Order& order);

/// Not among the workflows of add_orders().
std::string unheard_of(const Order& order);

inline constexpr char kQueue[] = "orders";

void add_orders(Worker& worker);

/// Starts `hold` with this JSON as its input, whatever that is.
void start_with_json(const Engine& engine, const std::string& id, const std::string& json);

/// What the constructor of Engine says; the test fails if it says nothing.
std::string refusal_of(const std::string& path, const EngineOptions& options = {});

/// Waits until `id` stands on a workflow task that has failed; its last failure.
std::string await_task_failure(const Client& client, const std::string& id);

}  // namespace skald::bad_input
