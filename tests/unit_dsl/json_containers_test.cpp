#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <deque>
#include <list>
#include <set>
#include <tuple>

#include "tests/unit_dsl/described_types.h"

namespace skald::tests {
namespace {

template <class T>
void expect_round_trip(const T& value, const std::string& text) {
  EXPECT_EQ(to_json(value), text);
  EXPECT_EQ(from_json<T>(text), value);
}

TEST(JsonContainers, sequences_and_sets_are_lists) {
  expect_round_trip(std::vector<int>{1, 2, 3}, "[1,2,3]");
  expect_round_trip(std::vector<int>{}, "[]");
  expect_round_trip(std::vector<bool>{true, false}, "[true,false]");
  expect_round_trip(std::deque<std::string>{"a"}, R"(["a"])");
  expect_round_trip(std::list<int>{4}, "[4]");
  expect_round_trip(std::set<int>{2, 1}, "[1,2]");
  expect_round_trip(std::array<int, 2>{5, 6}, "[5,6]");
  expect_round_trip(std::vector<std::vector<int>>{{1}, {}, {2, 3}}, "[[1],[],[2,3]]");
}

TEST(JsonContainers, pairs_and_tuples_are_lists_of_their_length) {
  expect_round_trip(std::pair<std::string, int>{"a", 1}, R"(["a",1])");
  expect_round_trip(std::tuple<int, std::string, bool>{1, "b", true}, R"([1,"b",true])");
  expect_round_trip(std::vector<std::pair<int, std::vector<int>>>{{1, {2, 3}}, {4, {}}},
                    "[[1,[2,3]],[4,[]]]");
  EXPECT_EQ((problem_reading<std::pair<int, int>>("[1,2,3]")), "expected a list of 2, found a list of 3");
  EXPECT_EQ((problem_reading<std::tuple<int, std::string>>("[1,2]")),
            "[1]: expected a string, found the number 2");
  EXPECT_EQ((problem_reading<std::array<int, 2>>("[1]")), "expected a list of 2, found a list of 1");
}

TEST(JsonContainers, maps_are_objects) {
  expect_round_trip(std::map<std::string, int>{{"b", 2}, {"a", 1}}, R"({"a":1,"b":2})");
  expect_round_trip(std::map<std::string, int>{}, "{}");
  expect_round_trip(std::map<std::string, std::vector<int>>{{"quote \"", {1}}}, R"({"quote \"":[1]})");
}

TEST(JsonContainers, bytes_in_a_value_are_base64) {
  using Bytes = std::vector<std::byte>;
  const auto bytes = [](std::string_view text) {
    Bytes all;
    for (const char c : text) all.push_back(static_cast<std::byte>(c));
    return all;
  };
  expect_round_trip(bytes(""), R"("")");
  expect_round_trip(bytes("f"), R"("Zg==")");
  expect_round_trip(bytes("fo"), R"("Zm8=")");
  expect_round_trip(bytes("foo"), R"("Zm9v")");
  expect_round_trip(bytes("\xff\xfe\x01"), R"("//4B")");
  for (const std::string wrong : {"Zg=", "Z", "Zg==Zg==", "Z*=="}) {
    EXPECT_EQ(problem_reading<Bytes>('"' + wrong + '"'),
              "bytes: expected a string of base64, found the string \"" + wrong + '"');
  }
  EXPECT_EQ(problem_reading<Bytes>("[1]"), "bytes: expected a string of base64, found a list of 1");
}

TEST(JsonContainers, an_optional_without_a_value_is_null) {
  expect_round_trip(std::optional<int>{}, "null");
  expect_round_trip(std::optional<int>{3}, "3");
  expect_round_trip(std::vector<std::optional<std::string>>{"a", std::nullopt}, R"(["a",null])");
}

TEST(JsonContainers, a_variant_says_which_type_it_holds) {
  expect_round_trip(Payment{}, R"({"by":{"type":"null","value":null}})");
  expect_round_trip(Payment{Card{"42"}}, R"({"by":{"type":"Card","value":{"number":"42"}}})");
  expect_round_trip(Payment{std::int64_t{7}}, R"({"by":{"type":"int64","value":7}})");
  EXPECT_EQ(from_json<Payment>(R"({"by":{"value":{"number":"1"},"type":"Card","more":1}})"),
            (Payment{Card{"1"}}));
  EXPECT_EQ(from_json<Payment>(R"({"by":{"type":"null"}})"), Payment{});
}

TEST(JsonContainers, a_wrong_variant_is_refused_where_it_is_wrong) {
  EXPECT_EQ(problem_reading<Payment>(R"({"by":{"type":"Cash","value":1}})"),
            R"(Payment.by.type: "Cash" is not one of null, Card, int64)");
  EXPECT_EQ(problem_reading<Payment>(R"({"by":{"type":"Card","value":{}}})"),
            "Payment.by.value.number: missing");
  EXPECT_EQ(problem_reading<Payment>(R"({"by":{"type":"Card"}})"), "Payment.by.value: missing");
  EXPECT_EQ(problem_reading<Payment>(R"({"by":{"value":1}})"), "Payment.by.type: missing");
  EXPECT_EQ(problem_reading<Payment>(R"({"by":{"type":"Card","type":"Card"}})"),
            "Payment.by.type: stands twice");
  EXPECT_EQ(problem_reading<Payment>(R"({"by":7})"),
            R"(Payment.by: expected {"type", "value"}, found the number 7)");
}

}  // namespace
}  // namespace skald::tests
