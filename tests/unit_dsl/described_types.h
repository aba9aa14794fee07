#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "skald/errors.h"
#include "skald/json.h"

/// The types that the tests of payloads share, and what reading a wrong text says.
namespace skald::tests {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
  std::string sku;
  int quantity = 0;
  std::optional<std::string> note;
  bool operator==(const Line&) const = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity, note))

struct Basket {
  std::vector<Line> lines;
  std::map<std::string, Line> by_name;
  Colour colour = Colour::red;
  bool operator==(const Basket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Basket, (), (lines, by_name, colour))

struct Node {
  int v = 0;
  std::vector<Node> kids;
  bool operator==(const Node&) const = default;
};
BOOST_DESCRIBE_STRUCT(Node, (), (v, kids))

struct Card {
  std::string number;
  bool operator==(const Card&) const = default;
};
BOOST_DESCRIBE_STRUCT(Card, (), (number))

struct Payment {
  std::variant<std::monostate, Card, std::int64_t> by;
  bool operator==(const Payment&) const = default;
};
BOOST_DESCRIBE_STRUCT(Payment, (), (by))

/// What reading `text` as a T says is wrong; empty if nothing.
template <class T>
std::string problem_reading(std::string_view text) {
  try {
    static_cast<void>(from_json<T>(text));
    return {};
  } catch (const PayloadError& error) {
    return error.what();
  }
}

/// What writing the value says is wrong; empty if nothing.
template <class T>
std::string problem_writing(const T& value) {
  try {
    static_cast<void>(to_json(value));
    return {};
  } catch (const PayloadError& error) {
    return error.what();
  }
}

}  // namespace skald::tests
