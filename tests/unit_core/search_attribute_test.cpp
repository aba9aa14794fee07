#include <gtest/gtest.h>

#include "engine/api/search_attribute_value.h"
#include "engine/core/search_attribute_types.h"

namespace skald::core {
namespace {

namespace enums = temporal::api::enums::v1;
using temporal::api::common::v1::Payload;
using temporal::api::common::v1::SearchAttributes;

Payload json(const std::string& data) {
  Payload payload;
  payload.set_data(data);
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  return payload;
}

SearchAttributes one(const std::string& name, const Payload& payload) {
  SearchAttributes attributes;
  (*attributes.mutable_indexed_fields())[name] = payload;
  return attributes;
}

const SearchAttributeTypes& types() {
  static const SearchAttributeTypes all({{"K", enums::INDEXED_VALUE_TYPE_KEYWORD},
                                         {"I", enums::INDEXED_VALUE_TYPE_INT},
                                         {"L", enums::INDEXED_VALUE_TYPE_KEYWORD_LIST}});
  return all;
}

std::string refusal(const std::string& name, const std::string& data, Code code = Code::kInvalidArgument) {
  const auto checked = checked_search_attributes(one(name, json(data)), &types(), "orders");
  EXPECT_FALSE(checked.ok()) << name << " " << data;
  if (checked.ok()) return {};
  EXPECT_EQ(checked.error().code, code);
  return checked.error().message;
}

std::string type_given(const std::string& name, const std::string& data) {
  auto checked = checked_search_attributes(one(name, json(data)), &types(), "orders");
  EXPECT_TRUE(checked.ok()) << checked.error().message;
  if (!checked.ok()) return {};
  return checked->indexed_fields().at(name).metadata().at("type");
}

TEST(SearchAttributes, get_the_type_of_their_name) {
  EXPECT_EQ(type_given("K", "\"a\""), "Keyword");
  EXPECT_EQ(type_given("K", "[\"a\"]"), "Keyword");
  EXPECT_EQ(type_given("I", "7"), "Int");
  EXPECT_EQ(type_given("L", "[\"a\",\"b\"]"), "KeywordList");
  EXPECT_EQ(type_given("TemporalChangeVersion", "[\"v1\"]"), "KeywordList");
}

TEST(SearchAttributes, of_unknown_or_reserved_names_are_refused) {
  EXPECT_EQ(refusal("Nope", "1"), "Namespace orders has no mapping defined for search attribute Nope");
  EXPECT_EQ(refusal("WorkflowType", "\"a\""), "WorkflowType attribute can't be set in SearchAttributes");
  EXPECT_EQ(refusal("TemporalWorkerDeployment", "\"a\""),
            "TemporalWorkerDeployment attribute can't be set in SearchAttributes");
}

TEST(SearchAttributes, whose_value_does_not_fit_are_refused_with_the_value) {
  EXPECT_EQ(refusal("I", "\"x\""), "invalid value for search attribute I of type Int: x");
  EXPECT_EQ(refusal("I", "1.5"), "invalid value for search attribute I of type Int: 1.5");
  EXPECT_EQ(refusal("I", "[1,2]"), "invalid value for search attribute I of type Int: [1 2]");
  EXPECT_EQ(refusal("I", "99999999999999999999"), "invalid value for search attribute I of type Int: 1e+20");
  EXPECT_EQ(refusal("K", "{\"a\":1}"), "invalid value for search attribute K of type Keyword: map[a:1]");
  EXPECT_EQ(refusal("L", "\"a\""), "invalid value for search attribute L of type KeywordList: a");
}

TEST(SearchAttributes, too_large_for_the_index_are_refused_as_that) {
  const std::string text = "\"" + std::string(2047, 'x') + "\"";
  EXPECT_EQ(refusal("K", text, Code::kResourceExhausted),
            "search attribute K value size 2049 exceeds size limit 2048");
  EXPECT_EQ(type_given("K", "\"" + std::string(2046, 'x') + "\""), "Keyword");
}

TEST(SearchAttributes, are_taken_as_they_are_where_nothing_is_known) {
  EXPECT_TRUE(checked_search_attributes(one("Nope", json("1")), nullptr, "orders").ok());
}

TEST(SearchAttributes, without_a_value_are_left_out_of_a_new_run) {
  SearchAttributes attributes = one("K", json("null"));
  (*attributes.mutable_indexed_fields())["L"] = json("[]");
  (*attributes.mutable_indexed_fields())["I"] = json("7");
  Payload nothing;
  (*nothing.mutable_metadata())["encoding"] = "binary/null";
  (*attributes.mutable_indexed_fields())["N"] = nothing;
  const SearchAttributes kept = without_empty(attributes);
  ASSERT_EQ(kept.indexed_fields_size(), 1);
  EXPECT_EQ(kept.indexed_fields().count("I"), 1u);
}

TEST(Datetime, is_read_to_the_nanosecond_with_any_offset) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  EXPECT_EQ(api::parse_datetime("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(api::parse_datetime("1970-01-01T01:00:01.5+01:00"), kSecond * 3 / 2);
  EXPECT_EQ(api::parse_datetime("1969-12-31T23:59:59.000000001Z"), -kSecond + 1);
  for (const char* wrong :
       {"1970-01-01", "1970-02-30T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:00:00",
        "1970-01-01 00:00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+25:00", ""}) {
    EXPECT_FALSE(api::parse_datetime(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace skald::core
