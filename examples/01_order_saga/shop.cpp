#include "shop.h"

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

namespace orders {

namespace {

constexpr const char* kSchema = R"sql(
  CREATE TABLE IF NOT EXISTS stock(
    sku TEXT PRIMARY KEY, at_start INTEGER NOT NULL, units INTEGER NOT NULL CHECK (units >= 0));
  CREATE TABLE IF NOT EXISTS customers(
    order_id TEXT PRIMARY KEY, card TEXT NOT NULL, address TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS reservations(
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, calls INTEGER NOT NULL DEFAULT 1,
    order_id TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'released', 'shipped')));
  CREATE TABLE IF NOT EXISTS payments(
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, calls INTEGER NOT NULL DEFAULT 1,
    order_id TEXT NOT NULL, cents INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('charged', 'refunded', 'void')));
  CREATE TABLE IF NOT EXISTS shipments(
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, calls INTEGER NOT NULL DEFAULT 1,
    order_id TEXT NOT NULL, reservation TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS reservations_of_order ON reservations(order_id);
  CREATE INDEX IF NOT EXISTS payments_of_order ON payments(order_id);
  CREATE INDEX IF NOT EXISTS shipments_of_order ON shipments(order_id);
)sql";

/// How long the way to a service and the way back take. A process can die on either.
constexpr auto kToWarehouse = 30ms;
constexpr auto kToProvider = 120ms;
constexpr auto kToCarrier = 60ms;
/// When a provider is silent, its answer comes after place_order's five seconds for an attempt.
constexpr auto kSilence = 5500ms;

/// The time on the way: once when it is made, once when it is left.
class Way {
 public:
  explicit Way(std::chrono::milliseconds length) : length_(length) { std::this_thread::sleep_for(length_); }
  ~Way() { std::this_thread::sleep_for(length_); }
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;

 private:
  std::chrono::milliseconds length_;
};

}  // namespace

Shop& shop() {
  static Shop shop("shop.db");
  return shop;
}

Shop::Shop(const std::string& path) : database_(path, kSchema) {}

bool Shop::is_new() { return database_.find<std::int64_t>("SELECT count(*) FROM customers") == 0; }

void Shop::open(const std::vector<Shelf>& shelves, const std::vector<Customer>& customers) {
  Transaction transaction(database_);
  for (const auto& shelf : shelves) {
    database_.run("INSERT OR IGNORE INTO stock VALUES (?, ?, ?)", shelf.sku, shelf.units, shelf.units);
  }
  for (const auto& customer : customers) {
    database_.run("INSERT OR IGNORE INTO customers VALUES (?, ?, ?)", customer.order_id, customer.card,
                  customer.address);
  }
  transaction.commit();
}

// ---- the warehouse

std::optional<std::string> Shop::reserve(const std::string& key, const Order& order) {
  const Way way(kToWarehouse);
  Transaction transaction(database_);
  auto id = database_.find<std::string>(
      "UPDATE reservations SET calls = calls + 1 WHERE key = ? RETURNING id", key);
  if (!id) {
    const std::int64_t quantity = order.quantity;
    const int taken = database_.run("UPDATE stock SET units = units - ? WHERE sku = ? AND units >= ?",
                                    quantity, order.sku, quantity);
    if (taken == 0 && is_new()) throw DatabaseError("nobody has opened the shop in this folder");
    if (taken == 0) return std::nullopt;
    id = database_.find<std::string>(
        "INSERT INTO reservations(id, key, order_id, sku, quantity, state) "
        "VALUES ('R' || (SELECT count(*) + 1 FROM reservations), ?, ?, ?, ?, 'held') RETURNING id",
        key, order.id, order.sku, quantity);
  }
  transaction.commit();
  return id;
}

void Shop::release(const std::string& reservation) {
  const Way way(kToWarehouse);
  Transaction transaction(database_);
  const int released = database_.run(
      "UPDATE reservations SET state = 'released' WHERE id = ? AND state = 'held'", reservation);
  if (released == 1) {
    database_.run(
        "UPDATE stock SET units = units + r.quantity FROM reservations r "
        "WHERE r.id = ? AND r.sku = stock.sku",
        reservation);
  }
  transaction.commit();
}

// ---- the payment provider

std::optional<std::string> Shop::charge(const std::string& key, const Order& order) {
  const Way way(kToProvider);
  Transaction transaction(database_);
  const auto card = database_.find<std::string>("SELECT card FROM customers WHERE order_id = ?", order.id);
  if (card == "declined") return std::nullopt;
  const auto id = database_.find<std::string>(
      "INSERT INTO payments(id, key, order_id, cents, state) "
      "VALUES ('P' || (SELECT count(*) + 1 FROM payments), ?, ?, ?, 'charged') "
      "ON CONFLICT(key) DO UPDATE SET calls = calls + 1 RETURNING id",
      key, order.id, order.cents);
  const auto state = database_.find<std::string>("SELECT state FROM payments WHERE key = ?", key);
  transaction.commit();
  if (card == "silent") std::this_thread::sleep_for(kSilence);
  return state == "void" ? std::nullopt : id;
}

void Shop::refund(const std::string& charge_key, const Order& order) {
  const Way way(kToProvider);
  Transaction transaction(database_);
  database_.run(
      "INSERT INTO payments(id, key, order_id, cents, state) "
      "VALUES ('P' || (SELECT count(*) + 1 FROM payments), ?, ?, ?, 'void') "
      "ON CONFLICT(key) DO UPDATE SET state = 'refunded' WHERE state = 'charged'",
      charge_key, order.id, order.cents);
  transaction.commit();
}

// ---- the carrier

std::optional<std::string> Shop::ship(const std::string& key, const Order& order,
                                      const std::string& reservation) {
  const Way way(kToCarrier);
  Transaction transaction(database_);
  const auto address =
      database_.find<std::string>("SELECT address FROM customers WHERE order_id = ?", order.id);
  if (address == "unknown") return std::nullopt;
  const auto id = database_.find<std::string>(
      "INSERT INTO shipments(id, key, order_id, reservation) "
      "VALUES ('T' || (SELECT count(*) + 1 FROM shipments), ?, ?, ?) "
      "ON CONFLICT(key) DO UPDATE SET calls = calls + 1 RETURNING id",
      key, order.id, reservation);
  database_.run("UPDATE reservations SET state = 'shipped' WHERE id = ?", reservation);
  transaction.commit();
  return id;
}

// ---- the books

Traces Shop::traces_of(const Order& order) {
  const Transaction transaction(database_);
  const auto sum = [&](const char* sql) { return database_.find<std::int64_t>(sql, order.id).value_or(0); };
  return {
      .shipments = sum("SELECT count(*) FROM shipments WHERE order_id = ?"),
      .units_held = sum("SELECT sum(quantity) FROM reservations WHERE order_id = ? AND state = 'held'"),
      .units_shipped = sum("SELECT sum(quantity) FROM reservations WHERE order_id = ? AND state = 'shipped'"),
      .cents_charged = sum("SELECT sum(cents) FROM payments WHERE order_id = ? AND state = 'charged'"),
  };
}

Books Shop::books() {
  const Transaction transaction(database_);
  const auto sum = [&](const char* sql) { return database_.find<std::int64_t>(sql).value_or(0); };
  return {
      .units_at_start = sum("SELECT sum(at_start) FROM stock"),
      .units_on_shelves = sum("SELECT sum(units) FROM stock"),
      .units_held = sum("SELECT sum(quantity) FROM reservations WHERE state = 'held'"),
      .units_shipped = sum("SELECT sum(quantity) FROM reservations WHERE state = 'shipped'"),
      .cents_charged = sum("SELECT sum(cents) FROM payments WHERE state IN ('charged', 'refunded')"),
      .cents_refunded = sum("SELECT sum(cents) FROM payments WHERE state = 'refunded'"),
      .repeated_calls = sum("SELECT sum(calls - 1) FROM (SELECT calls FROM reservations UNION ALL "
                            "SELECT calls FROM payments UNION ALL SELECT calls FROM shipments)"),
  };
}

}  // namespace orders
