#pragma once

#include <optional>
#include <string>
#include <vector>

#include "database.h"
#include "orders.h"

namespace orders {

/// How many units of an article the shop begins with.
struct Shelf {
  std::string sku;
  std::int64_t units = 0;
};

/// How the world will treat an order. Only the simulation knows this beforehand.
struct Customer {
  std::string order_id;
  std::string card;     ///< "good", "declined", or "silent": charged, but the answer comes too late.
  std::string address;  ///< "known" or "unknown": nobody delivers there.
};

/// What one order has left behind in the shop.
struct Traces {
  std::int64_t shipments = 0;
  std::int64_t units_held = 0;  ///< Reserved and not shipped.
  std::int64_t units_shipped = 0;
  std::int64_t cents_charged = 0;  ///< And not refunded.
};

/// The shop's totals.
struct Books {
  std::int64_t units_at_start = 0, units_on_shelves = 0, units_held = 0, units_shipped = 0;
  std::int64_t cents_charged = 0, cents_refunded = 0;
  std::int64_t repeated_calls = 0;  ///< Calls with a key that was known: they changed nothing.
};

/// The world outside of the workflow, played by one SQLite file: a warehouse, a payment provider and a
/// carrier.
///
/// What changes something takes the caller's idempotency key, as good providers do. A call that comes again
/// with its key changes nothing and gets the same answer. Every answer takes its time. Any thread may call.
class Shop {
 public:
  explicit Shop(const std::string& path);

  /// Nobody has prepared the simulation yet.
  bool is_new();
  /// Prepares the simulation; what is there already stays as it is.
  void open(const std::vector<Shelf>& shelves, const std::vector<Customer>& customers);

  /// Puts units aside and returns the reservation; nothing: there are not enough.
  std::optional<std::string> reserve(const std::string& key, const Order& order);
  /// Puts them back. A reservation that was released or shipped stays as it is.
  void release(const std::string& reservation);

  /// Takes the money and returns the payment; nothing: declined.
  std::optional<std::string> charge(const std::string& key, const Order& order);
  /// Gives back what was charged under `charge_key`. If nothing was, then nothing will be: a charge that is
  /// still on its way will find the refund and be declined.
  void refund(const std::string& charge_key, const Order& order);

  /// Hands the reserved units to the carrier and returns the tracking number; nothing: refused.
  std::optional<std::string> ship(const std::string& key, const Order& order, const std::string& reservation);

  Traces traces_of(const Order& order);
  Books books();

 private:
  Database database_;
};

/// The shop in the current folder, shop.db; opened by the first call.
Shop& shop();

}  // namespace orders
