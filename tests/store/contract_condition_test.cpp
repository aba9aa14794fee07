#include "engine/store/search_values.h"
#include "tests/store/random_conditions.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
namespace enums = temporal::api::enums::v1;
using Compare = store::Test;

class ConditionContract : public testing::TestWithParam<Kind> {
 protected:
  StoreUnderTest store_{GetParam()};
  Seq next_ = 1;

  void run(const std::string& id, const std::map<std::string, temporal::api::common::v1::Payload>& attributes,
           const std::string& parent = {}) {
    temporal::api::common::v1::SearchAttributes message;
    message.mutable_indexed_fields()->insert(attributes.begin(), attributes.end());
    RunLook look;
    look.workflow_id = id;
    look.search_attributes = message.SerializeAsString();
    look.parent_workflow_id = parent;
    store_.write(RunStory(next_++, look));
  }
  std::vector<std::string> ids(Condition condition) {
    const ListFilter filter{"default", all_of({std::move(condition)})};
    const ListPage page = value_of(store_.reader().list(filter, 100, ""));
    EXPECT_EQ(value_of(store_.reader().count(filter)), static_cast<std::int64_t>(page.rows.size()));
    std::vector<std::string> found;
    for (const DerivedRow& row : page.rows) found.push_back(row.visibility.workflow_id);
    std::sort(found.begin(), found.end());
    return found;
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, ConditionContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(ConditionContract, missing_attribute_fits_no_test_but_that_it_is_missing) {
  run("has", {{"K", json_payload("\"a\"", "Keyword")}});
  run("has-not", {});
  const auto keyword = [](Compare test, std::vector<api::AttributeValue> values) {
    return test_of("K", enums::INDEXED_VALUE_TYPE_KEYWORD, test, std::move(values));
  };
  EXPECT_THAT(ids(keyword(Compare::kEqual, {"a"})), ElementsAre("has"));
  EXPECT_THAT(ids(keyword(Compare::kNotEqual, {"b"})), ElementsAre("has"));
  EXPECT_THAT(ids(keyword(Compare::kNotIn, {"b", "c"})), ElementsAre("has"));
  EXPECT_THAT(ids(keyword(Compare::kIsMissing, {})), ElementsAre("has-not"));
  EXPECT_THAT(ids(keyword(Compare::kIsThere, {})), ElementsAre("has"));
}

TEST_P(ConditionContract, list_that_lacks_a_value_fits_its_denial_also_when_it_is_missing) {
  run("both", {{"L", json_payload("[\"a\",\"b\"]", "KeywordList")}});
  run("one", {{"L", json_payload("[\"b\"]", "KeywordList")}});
  run("none", {});
  const auto list = [](Compare test, std::vector<api::AttributeValue> values) {
    return test_of("L", enums::INDEXED_VALUE_TYPE_KEYWORD_LIST, test, std::move(values));
  };
  EXPECT_THAT(ids(list(Compare::kEqual, {"b"})), ElementsAre("both", "one"));
  EXPECT_THAT(ids(list(Compare::kNotEqual, {"a"})), ElementsAre("none", "one"));
  EXPECT_THAT(ids(list(Compare::kIn, {"a", "z"})), ElementsAre("both"));
  EXPECT_THAT(ids(list(Compare::kNotIn, {"a", "z"})), ElementsAre("none", "one"));
}

TEST_P(ConditionContract, text_is_found_by_whole_words_and_phrases) {
  run("world", {{"T", json_payload("\"Hello big-World.\"", "Text")}});
  run("there", {{"T", json_payload("\"hello there\"", "Text")}});
  const auto text = [](const std::string& phrase) {
    return test_of("T", enums::INDEXED_VALUE_TYPE_TEXT, Compare::kEqual, {words(phrase)});
  };
  EXPECT_THAT(ids(text("hello")), ElementsAre("there", "world"));
  EXPECT_THAT(ids(text("BIG world")), ElementsAre("world"));
  EXPECT_THAT(ids(text("hel")), IsEmpty());
  EXPECT_THAT(ids(text("hello world")), IsEmpty());
  EXPECT_THAT(ids(test_of("T", enums::INDEXED_VALUE_TYPE_TEXT, Compare::kEqual, {})), IsEmpty());
}

TEST_P(ConditionContract, times_with_offsets_are_compared_as_instants) {
  run("a", {{"D", json_payload("\"2026-01-01T01:00:00+01:00\"", "Datetime")}});
  const std::int64_t instant = *api::parse_datetime("2026-01-01T00:00:00Z");
  EXPECT_THAT(ids(test_of("D", enums::INDEXED_VALUE_TYPE_DATETIME, Compare::kEqual, {instant})),
              ElementsAre("a"));
  EXPECT_THAT(ids(test_of("D", enums::INDEXED_VALUE_TYPE_DATETIME, Compare::kGreater, {instant})), IsEmpty());
}

TEST_P(ConditionContract, children_are_found_by_their_parent_and_every_run_has_a_root) {
  run("alone", {});
  run("child", {}, "father");
  EXPECT_THAT(ids(test_of(Field::kParentWorkflowId, Compare::kEqual, {"father"})), ElementsAre("child"));
  EXPECT_THAT(ids(test_of(Field::kParentWorkflowId, Compare::kIsMissing, {})), ElementsAre("alone"));
  EXPECT_THAT(ids(test_of(Field::kRootWorkflowId, Compare::kEqual, {"alone"})), ElementsAre("alone"));
  EXPECT_THAT(ids(test_of(Field::kRootWorkflowId, Compare::kEqual, {"root of father"})),
              ElementsAre("child"));
}

TEST_P(ConditionContract, changed_attributes_replace_what_was_found_before) {
  const auto attributes = [](const char* value) {
    temporal::api::common::v1::SearchAttributes message;
    (*message.mutable_indexed_fields())["K"] = json_payload(value, "Keyword");
    return message.SerializeAsString();
  };
  RunLook look;
  look.search_attributes = attributes("\"old\"");
  RunStory story(next_++, look);
  store_.write(story);
  DerivedRow changed = story.derived();
  changed.visibility.search_attributes = attributes("\"new\"");
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().write(changed));
  expect_ok(store_.writer().commit());
  const auto keyword = [](const char* value) {
    return test_of("K", enums::INDEXED_VALUE_TYPE_KEYWORD, Compare::kEqual, {value});
  };
  EXPECT_THAT(ids(keyword("old")), IsEmpty());
  EXPECT_EQ(ids(keyword("new")).size(), 1u);
}

TEST_P(ConditionContract, groups_are_counted_by_value_and_runs_of_no_division_under_an_empty_one) {
  run("a", {{kNamespaceDivision, json_payload("\"x\"", "Keyword")}});
  run("b", {});
  run("c", {});
  const ListFilter filter{.namespace_name = "default"};
  EXPECT_THAT(value_of(store_.reader().count_by(filter, GroupBy::kDivision)),
              ElementsAre(CountOf{std::string(), 2}, CountOf{std::string("x"), 1}));
  EXPECT_THAT(value_of(store_.reader().count_by(filter, GroupBy::kStatus)),
              ElementsAre(CountOf{std::int64_t{1}, 3}));
}

TEST_P(ConditionContract, thousand_tests_in_one_condition_are_answered) {
  run("a", {});
  Condition any;
  any.kind = Condition::Kind::kOr;
  for (int i = 0; i < 999; ++i) {
    any.parts.push_back(test_of(Field::kWorkflowId, Compare::kEqual, {"run-" + std::to_string(i)}));
  }
  any.parts.push_back(test_of(Field::kWorkflowId, Compare::kEqual, {"a"}));
  EXPECT_THAT(ids(any), ElementsAre("a"));
}

// SQLite has limits, which are no damage of the file.
TEST(SqliteCondition, that_says_too_much_at_once_is_refused) {
  StoreUnderTest store{Kind::kSqlite};
  RunLook look;
  look.workflow_id = "a";
  store.write(RunStory(1, look));
  const std::vector<api::AttributeValue> many(260'000, "x");
  const auto is_refused = [&](const Condition& condition) {
    return code_of(store.reader().count({"default", condition})) == Code::kInvalidArgument;
  };
  EXPECT_TRUE(is_refused(test_of(Field::kWorkflowType, Compare::kNotIn, many)));
  Condition deep = test_of(Field::kTaskQueue, Compare::kStartsWith, {"q"});
  for (int level = 0; level < 150; ++level) {
    Condition outer = all_of({std::move(deep), test_of(Field::kTaskQueue, Compare::kStartsWith, {"q"})});
    if (level % 2 == 0) outer.kind = Condition::Kind::kOr;
    deep = std::move(outer);
  }
  EXPECT_TRUE(is_refused(deep));
  EXPECT_EQ(code_of(store.reader().list({"default", deep}, 1, "")), Code::kInvalidArgument);
  EXPECT_EQ(code_of(store.reader().count_by({"default", deep}, GroupBy::kStatus)), Code::kInvalidArgument);
}

}  // namespace
}  // namespace skald::store
