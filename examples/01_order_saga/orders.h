#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>

/// The contract: what an order is, what can be done to it, and the workflow that does it. A declaration is
/// all that a caller needs, in this process or another.
namespace orders {

struct Order {
  std::string id, sku;
  int quantity = 0;
  std::int64_t cents = 0;  ///< The price of the whole order.
};
struct Receipt {
  std::string order_id, payment_id, tracking;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, sku, quantity, cents))
BOOST_DESCRIBE_STRUCT(Receipt, (), (order_id, payment_id, tracking))

// The activities: they touch the world, may fail, and may be called again after a crash.
std::string reserve_stock(const Order& order);
void release_stock(const std::string& reservation);
std::string charge_card(const Order& order);
void refund_card(const Order& order);  ///< By arguments: also undoes a charge whose outcome is unknown.
std::string ship(const Order& order, const std::string& reservation);

// The workflow.
Receipt place_order(const Order& order);

/// Why an order was refused: the types of the errors that the activities throw.
inline constexpr const char* kOutOfStockError = "OutOfStock";
inline constexpr const char* kCardDeclinedError = "CardDeclined";
inline constexpr const char* kShippingRefusedError = "ShippingRefused";

}  // namespace orders
