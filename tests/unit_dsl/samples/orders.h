#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>

// orders.h — the contract. Activities and workflows are declared as ordinary functions; a declaration
// is all that a caller needs, in this process or another.
namespace orders {
struct Order   { std::string id, sku; int quantity; std::int64_t cents; };
struct Receipt { std::string order_id, payment_id, tracking; };
BOOST_DESCRIBE_STRUCT(Order, (), (id, sku, quantity, cents))
BOOST_DESCRIBE_STRUCT(Receipt, (), (order_id, payment_id, tracking))

std::string reserve_stock(const Order&);
void        release_stock(const std::string& reservation);
std::string charge_card(const Order&);
void        refund_card(const Order&);   // by arguments: also undoes a charge whose outcome is unknown
std::string ship(const Order&, const std::string& reservation);

Receipt place_order(const Order&);           // the workflow
}
