#pragma once

#include <string>

#include "skald/workflow.h"

/// What the wrong programs are wrong about.
namespace orders {

struct Order {
  std::string id;
  int quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, quantity))

struct Bare {
  int n = 0;
};

std::string charge_card(const Order& order);
void refund_card(const Order& order);
std::string echo(std::string text);
void undo_echo(std::string text);

}  // namespace orders
