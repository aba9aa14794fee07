#include "engine/service/list_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::service {
namespace {

using store::Condition;
using store::Field;
using Compare = store::Test;
namespace enums = temporal::api::enums::v1;

const core::SearchAttributeTypes& types() {
  static const core::SearchAttributeTypes all({{"CK", enums::INDEXED_VALUE_TYPE_KEYWORD},
                                               {"CI", enums::INDEXED_VALUE_TYPE_INT},
                                               {"CT", enums::INDEXED_VALUE_TYPE_TEXT},
                                               {"Status", enums::INDEXED_VALUE_TYPE_KEYWORD}});
  return all;
}

/// The condition of a filter, without the one that hides namespace divisions.
Condition condition_of(const std::string& query) {
  auto parsed = parse_list_query("default", query, types());
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  if (!parsed.ok() || parsed->filter.condition.parts.empty()) return {};
  return parsed->filter.condition.parts[0];
}

std::string refusal(const std::string& query) {
  auto parsed = parse_list_query("default", query, types());
  EXPECT_FALSE(parsed.ok()) << query;
  if (parsed.ok()) return {};
  EXPECT_EQ(parsed.error().code, Code::kInvalidArgument);
  return parsed.error().message;
}

TEST(ListQuery, denial_goes_down_to_the_tests) {
  const Condition denied = condition_of("NOT (CK = 'a' AND (CI < 5 OR NOT CI BETWEEN 1 AND 2))");
  ASSERT_EQ(denied.kind, Condition::Kind::kOr);
  ASSERT_EQ(denied.parts.size(), 2u);
  EXPECT_EQ(denied.parts[0].test, Compare::kNotEqual);
  ASSERT_EQ(denied.parts[1].kind, Condition::Kind::kAnd);
  EXPECT_EQ(denied.parts[1].parts[0].test, Compare::kGreaterOrEqual);
  EXPECT_EQ(denied.parts[1].parts[1].test, Compare::kBetween);
}

TEST(ListQuery, division_is_hidden_unless_the_filter_speaks_of_it) {
  const auto plain = parse_list_query("default", "", types());
  ASSERT_EQ(plain->filter.condition.parts.size(), 1u);
  EXPECT_EQ(plain->filter.condition.parts[0].attribute, "TemporalNamespaceDivision");
  EXPECT_EQ(plain->filter.condition.parts[0].test, Compare::kIsMissing);
  const auto asked = parse_list_query("default", "NamespaceDivision = 'x'", types());
  ASSERT_EQ(asked->filter.condition.parts.size(), 1u);
  EXPECT_EQ(asked->filter.condition.parts[0].test, Compare::kEqual);
}

TEST(ListQuery, attribute_of_the_namespace_comes_before_one_of_every_namespace) {
  EXPECT_EQ(condition_of("Status = 'x'").attribute, "Status");
  EXPECT_EQ(condition_of("ScheduleId = 'x'").field, Field::kWorkflowId);
  EXPECT_EQ(condition_of("TemporalStartTime > 0").field, Field::kStartTime);
}

TEST(ListQuery, values_have_the_type_of_their_attribute) {
  EXPECT_EQ(condition_of("StartTime > '2026-01-01T00:00:00Z'").values[0],
            api::AttributeValue(std::int64_t{1'767'225'600'000'000'000}));
  EXPECT_EQ(condition_of("ExecutionDuration > '1d1h'").values[0],
            api::AttributeValue(std::int64_t{25} * 3600 * 1'000'000'000));
  EXPECT_EQ(condition_of("ExecutionDuration > '01:00:01'").values[0],
            api::AttributeValue(std::int64_t{3601} * 1'000'000'000));
  EXPECT_EQ(condition_of("ExecutionStatus = 'Failed'").values[0], api::AttributeValue(std::int64_t{3}));
  EXPECT_EQ(condition_of("CI = -1.5").values[0], api::AttributeValue(-1.5));
  EXPECT_EQ(condition_of("CT = 'big World.'").values,
            (std::vector<api::AttributeValue>{std::string(" big "), std::string(" world ")}));
}

TEST(ListQuery, group_is_read_beside_the_condition) {
  EXPECT_EQ(parse_list_query("default", "CK = 'a' GROUP BY ExecutionStatus", types())->group,
            store::GroupBy::kStatus);
  EXPECT_EQ(refusal("GROUP BY CK"),
            "invalid query: operation is not supported: 'GROUP BY' clause is not supported for search "
            "attribute CK");
}

TEST(ListQuery, unknown_name_and_unfit_value_are_named) {
  EXPECT_EQ(refusal("Nope = 1"), "invalid query: invalid search attribute: Nope");
  EXPECT_EQ(
      refusal("CI = 'x'"),
      "invalid query: invalid expression: invalid value type for search attribute CI of type Int: \"x\" "
      "(type: string)");
}

// As deep as anybody may send it: neither slow nor fatal.
TEST(ListQuery, ten_thousand_levels_are_refused) {
  const std::string open(10'000, '(');
  const std::string close(10'000, ')');
  EXPECT_EQ(refusal(open + "CK = 'a'" + close),
            "invalid query: malformed SQL query: max nesting level reached at position 228");
  std::string denials;
  for (int i = 0; i < 10'000; ++i) denials += "NOT ";
  EXPECT_EQ(refusal(denials + "CK = 'a'"),
            "invalid query: malformed SQL query: max nesting level reached at position 827 near 'not'");
  const std::string half = std::string(150, '(');
  EXPECT_THAT(refusal("CI = " + half + half), testing::HasSubstr("max nesting level reached"));
  std::string signs;
  for (int i = 0; i < 10'000; ++i) signs += "+ ";
  EXPECT_THAT(refusal("CI = " + signs + "1"), testing::HasSubstr("max nesting level reached"));
  std::string calls;
  for (int i = 0; i < 10'000; ++i) calls += "f(";
  EXPECT_THAT(refusal(calls), testing::HasSubstr("max nesting level reached"));
}

TEST(ListQuery, thousand_tests_are_refused_and_five_hundred_are_not) {
  const auto joined = [](int count) {
    std::string query = "CK = 'a'";
    for (int i = 1; i < count; ++i) query += " OR CK = 'a'";
    return query;
  };
  EXPECT_EQ(condition_of(joined(500)).parts.size(), 500u);
  EXPECT_EQ(refusal(joined(1'000)), "invalid query: malformed SQL query: max ast depth reached");
}

}  // namespace
}  // namespace skald::service
