#include <gtest/gtest.h>

#include "tests/unit_dsl/described_types.h"

namespace skald::tests {

struct Decimal {
  std::int64_t cents = 0;
  bool operator==(const Decimal&) const = default;
};

struct Price {
  Decimal amount;
};
BOOST_DESCRIBE_STRUCT(Price, (), (amount))

}  // namespace skald::tests

template <>
struct skald::JsonForm<skald::tests::Decimal> {
  static std::string write(const tests::Decimal& value) { return std::to_string(value.cents) + "c"; }
  static tests::Decimal read(const std::string& text) {
    if (text.empty() || text.back() != 'c') throw std::invalid_argument("\"" + text + "\" is no amount");
    return {std::stoll(text)};
  }
};

namespace skald::tests {
namespace {

std::string nested_lists(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(JsonDocument, a_text_that_is_not_json_is_refused_with_the_place) {
  EXPECT_EQ(problem_reading<int>(""), "not JSON: it ends in the middle, at byte 0 of 0");
  EXPECT_EQ(problem_reading<Line>(R"({"sku":"a")"), "not JSON: it ends in the middle, at byte 10 of 10");
  EXPECT_EQ(problem_reading<int>("1 2"), "not JSON: something follows the value, at byte 2 of 3");
  EXPECT_EQ(problem_reading<int>("{]"), "not JSON: syntax error, at byte 1 of 2");
  EXPECT_NE(problem_reading<std::string>("\"\xff\""), "");
  EXPECT_NE(problem_reading<std::string>(R"("\ud800")"), "");
}

TEST(JsonDocument, white_space_around_a_value_is_allowed) { EXPECT_EQ(from_json<int>(" \n 7 \t\r\n"), 7); }

TEST(JsonDocument, a_hostile_depth_is_refused_instead_of_exhausting_the_stack) {
  EXPECT_EQ(problem_reading<int>(nested_lists(100)), "int: expected an integer, found a list of 1");
  EXPECT_EQ(problem_reading<int>(nested_lists(101)),
            "not JSON: nested deeper than 100 levels, at byte 100 of 202");
  EXPECT_NE(problem_reading<int>(std::string(1'000'000, '[')), "");
}

TEST(JsonDocument, what_would_be_too_deep_to_read_is_not_written) {
  Node tree;
  for (int i = 0; i < 60; ++i) tree = Node{i, {tree}};
  EXPECT_EQ(problem_writing(tree), "nested deeper than 100 levels, in or after the member kids");
}

TEST(JsonDocument, documents_in_use_at_once_do_not_share_memory) {
  const detail::JsonDocument outer(R"(["a\nb"])");
  const auto text = outer.root().first().string();
  {
    const detail::JsonDocument inner(R"(["x\ny","z\tz"])");
    EXPECT_EQ(inner.root().first().string(), "x\ny");
  }
  EXPECT_EQ(from_json<std::string>(R"("\n\n\n\n")"), "\n\n\n\n");
  EXPECT_EQ(text, "a\nb");
}

TEST(JsonDocument, a_wrong_text_leaves_nothing_behind_for_the_next) {
  EXPECT_NE(problem_reading<int>(R"([[1,{"a":")"), "");
  EXPECT_EQ(from_json<std::vector<int>>("[1,2]"), (std::vector<int>{1, 2}));
}

TEST(JsonForm, a_type_of_its_own_stands_as_another) {
  EXPECT_EQ(to_json(Price{{250}}), R"({"amount":"250c"})");
  EXPECT_EQ(from_json<Price>(R"({"amount":"250c"})").amount, Decimal{250});
}

TEST(JsonForm, what_its_reader_throws_is_told_with_the_path) {
  EXPECT_EQ(problem_reading<Price>(R"({"amount":"much"})"), R"(Price.amount: "much" is no amount)");
  EXPECT_EQ(problem_reading<Price>(R"({"amount":2})"), "Price.amount: expected a string, found the number 2");
}

}  // namespace
}  // namespace skald::tests
