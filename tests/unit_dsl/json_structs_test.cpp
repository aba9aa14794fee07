#include <gtest/gtest.h>

#include "tests/unit_dsl/described_types.h"

namespace skald::tests {

struct Grown {
  std::string id;
  int retries = 3;
};
BOOST_DESCRIBE_STRUCT(Grown, (), (id, retries))

struct Base {
  int a = 0;
};
BOOST_DESCRIBE_STRUCT(Base, (), (a))
struct Derived : Base {
  int b = 0;
};
BOOST_DESCRIBE_STRUCT(Derived, (Base), (b))

class Closed {
 public:
  Closed() = default;
  explicit Closed(int n) : n_(n) {}
  int n() const { return n_; }

 private:
  int n_ = 0;
  BOOST_DESCRIBE_CLASS(Closed, (), (), (), (n_))
};

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace skald::tests

template <>
inline constexpr bool skald::absent_fields_keep_defaults<skald::tests::Grown> = true;

namespace skald::tests {
namespace {

TEST(JsonStructs, members_are_written_in_the_order_of_their_description) {
  EXPECT_EQ(to_json(Line{"a-1", 2, std::nullopt}), R"({"sku":"a-1","quantity":2,"note":null})");
  EXPECT_EQ(to_json(Nothing{}), "{}");
}

TEST(JsonStructs, nested_structs_lists_and_maps_come_back) {
  const Basket basket{{{"a", 1, "gift"}, {"b", 2, {}}}, {{"x \"y\"", {"c", 3, {}}}}, Colour::green};
  EXPECT_EQ(from_json<Basket>(to_json(basket)), basket);
  const Node tree{1, {{2, {}}, {3, {{4, {}}}}}};
  EXPECT_EQ(from_json<Node>(to_json(tree)), tree);
}

TEST(JsonStructs, members_may_come_in_any_order_and_unknown_ones_are_ignored) {
  const auto line = from_json<Line>(R"({"colour":{"deep":[1,{}]},"quantity":2,"note":"n","sku":"a","x":[]})");
  EXPECT_EQ(line, (Line{"a", 2, "n"}));
}

TEST(JsonStructs, inherited_and_private_members_belong_to_the_value) {
  Derived derived;
  derived.a = 1;
  derived.b = 2;
  const auto text = to_json(derived);
  EXPECT_EQ(text, R"({"a":1,"b":2})");
  EXPECT_EQ(from_json<Derived>(text).a, 1);
  EXPECT_EQ(from_json<Closed>(to_json(Closed(7))).n(), 7);
}

TEST(JsonStructs, a_missing_member_is_named_with_its_type) {
  EXPECT_EQ(problem_reading<Line>(R"({"sku":"a"})"), "Line.quantity: missing");
  EXPECT_EQ(problem_reading<Line>("{}"), "Line.sku: missing");
}

TEST(JsonStructs, a_missing_optional_member_is_nothing) {
  EXPECT_EQ(from_json<Line>(R"({"sku":"a","quantity":1})").note, std::nullopt);
  EXPECT_EQ(from_json<Line>(R"({"sku":"a","quantity":1,"note":null})").note, std::nullopt);
}

TEST(JsonStructs, a_struct_that_opted_in_keeps_the_defaults_of_missing_members) {
  const auto grown = from_json<Grown>(R"({"id":"g"})");
  EXPECT_EQ(grown.id, "g");
  EXPECT_EQ(grown.retries, 3);
  EXPECT_EQ(problem_reading<Grown>(R"({"id":7})"), "Grown.id: expected a string, found the number 7");
}

TEST(JsonStructs, a_wrong_member_is_named_with_the_whole_path) {
  EXPECT_EQ(problem_reading<Line>(R"({"sku":"a","quantity":"two"})"),
            R"(Line.quantity: expected an integer, found the string "two")");
  EXPECT_EQ(problem_reading<Line>(R"({"sku":"a","quantity":5000000000})"),
            "Line.quantity: 5000000000 does not fit int");
  EXPECT_EQ(problem_reading<Node>(R"({"v":1,"kids":[{"v":2,"kids":[]},{"v":"x","kids":[]}]})"),
            R"(Node.kids[1].v: expected an integer, found the string "x")");
  EXPECT_EQ(problem_reading<Basket>(R"({"lines":[],"by_name":{"a b":{"sku":"s"}},"colour":"red"})"),
            R"(Basket.by_name["a b"].quantity: missing)");
  EXPECT_EQ(problem_reading<std::vector<Line>>(R"([{"sku":"a","quantity":1},{"sku":null}])"),
            "[1].sku: expected a string, found null");
}

TEST(JsonStructs, a_member_that_stands_twice_is_refused) {
  EXPECT_EQ(problem_reading<Line>(R"({"sku":"a","quantity":1,"sku":"b"})"), "Line.sku: stands twice");
  EXPECT_EQ(
      problem_reading<Basket>(
          R"({"lines":[],"by_name":{"a":{"sku":"s","quantity":1},"a":{"sku":"t","quantity":2}},"colour":"red"})"),
      R"(Basket.by_name: the name "a" stands twice)");
}

TEST(JsonStructs, something_else_than_an_object_is_refused) {
  EXPECT_EQ(problem_reading<Line>("[1]"), "Line: expected an object, found a list of 1");
}

TEST(JsonStructs, an_enumerator_is_its_name) {
  EXPECT_EQ(to_json(Colour::green), R"("green")");
  EXPECT_EQ(from_json<Colour>(R"("green")"), Colour::green);
  EXPECT_EQ(problem_reading<Colour>(R"("blue")"), R"(Colour: "blue" is not one of red, green)");
  EXPECT_EQ(problem_reading<Colour>("1"), "Colour: expected a string, found the number 1");
  EXPECT_EQ(problem_writing(static_cast<Colour>(7)), "Colour: 7 is the value of no enumerator");
}

}  // namespace
}  // namespace skald::tests
