#include "engine/api/search_attribute_value.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

class ListContract : public testing::TestWithParam<Kind> {
 protected:
  StoreUnderTest store_{GetParam()};
  Seq next_ = 1;

  void open(const std::string& id, std::int64_t start_time, const std::string& type = "place_order") {
    store_.write(RunStory(next_++, {.workflow_id = id, .workflow_type = type, .start_time = start_time}));
  }
  void closed(const std::string& id, std::int64_t start_time, std::int64_t close_time,
              std::int32_t status = 2, const std::string& type = "place_order") {
    RunStory run(next_++, {.workflow_id = id, .workflow_type = type, .start_time = start_time});
    run.close(status, close_time);
    store_.write(run);
  }
  /// Workflow ids in the order of the list, read in pages of `page_size`.
  std::vector<std::string> ids(const ListFilter& filter, std::size_t page_size = 100) {
    std::vector<std::string> found;
    std::string token;
    do {
      const ListPage page = value_of(store_.reader().list(filter, page_size, token));
      EXPECT_LE(page.rows.size(), page_size);
      EXPECT_TRUE(page.damaged.empty());
      for (const DerivedRow& row : page.rows) {
        found.push_back(row.visibility.workflow_id);
        EXPECT_TRUE(row.snapshot.empty());
      }
      token = page.next_page_token;
    } while (!token.empty());
    return found;
  }
  std::int64_t count(const ListFilter& filter) { return value_of(store_.reader().count(filter)); }
};

INSTANTIATE_TEST_SUITE_P(Stores, ListContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(ListContract, open_runs_come_first_then_by_close_time_then_by_start_time_then_by_number) {
  closed("early", 10, 100);
  open("open-old", 20);
  closed("late-a", 30, 300, 3);
  closed("late-b", 40, 300, 4);
  open("open-new", 50);
  closed("twin-1", 30, 200);
  closed("twin-2", 30, 200);
  for (const std::size_t page_size : {1u, 2u, 3u, 100u}) {
    EXPECT_THAT(
        ids({.namespace_name = "default"}, page_size),
        testing::ElementsAre("open-new", "open-old", "late-b", "late-a", "twin-2", "twin-1", "early"));
  }
}

TEST_P(ListContract, filters_narrow_the_list_and_the_count) {
  open("a", 1);
  closed("b", 2, 20, 2, "ship");
  closed("c", 3, 30, 3);
  closed("a", 4, 40, 3, "ship");
  const auto both = [&](const ListFilter& filter) {
    const auto found = ids(filter, 2);
    EXPECT_EQ(count(filter), static_cast<std::int64_t>(found.size()));
    return found;
  };
  const auto with = [](std::vector<Condition> tests) {
    return ListFilter{.namespace_name = "default", .condition = all_of(std::move(tests))};
  };
  const auto status = [](std::int64_t wanted) {
    return test_of(Field::kStatus, store::Test::kEqual, {wanted});
  };
  const auto type = [](const char* name) {
    return test_of(Field::kWorkflowType, store::Test::kEqual, {name});
  };
  const auto id = [](const char* name) { return test_of(Field::kWorkflowId, store::Test::kEqual, {name}); };
  EXPECT_THAT(both(with({status(3)})), testing::ElementsAre("a", "c"));
  EXPECT_THAT(both(with({type("ship")})), testing::ElementsAre("a", "b"));
  EXPECT_THAT(both(with({id("a")})), testing::ElementsAre("a", "a"));
  EXPECT_THAT(both(with({status(3), type("ship"), id("a")})), testing::ElementsAre("a"));
  EXPECT_THAT(both(with({status(1), type("ship")})), testing::IsEmpty());
  EXPECT_THAT(both({.namespace_name = "other"}), testing::IsEmpty());
  EXPECT_THAT(both(with({type("unknown")})), testing::IsEmpty());
  EXPECT_EQ(count({.namespace_name = "default"}), 4);
}

TEST_P(ListContract, page_goes_on_where_it_stopped_although_runs_came_and_closed) {
  for (int i = 0; i < 6; ++i) closed("run-" + std::to_string(i), i, 100 + i);
  const ListFilter filter{.namespace_name = "default"};
  const ListPage first = value_of(store_.reader().list(filter, 3, ""));
  ASSERT_EQ(first.rows.back().visibility.workflow_id, "run-3");
  closed("newest", 50, 500);
  open("open", 60);
  const ListPage second = value_of(store_.reader().list(filter, 3, first.next_page_token));
  ASSERT_EQ(second.rows.size(), 3u);
  EXPECT_EQ(second.rows.front().visibility.workflow_id, "run-2");
  EXPECT_TRUE(second.next_page_token.empty());
}

TEST_P(ListContract, foreign_page_token_is_an_invalid_argument) {
  open("a", 1);
  EXPECT_EQ(code_of(store_.reader().list({.namespace_name = "default"}, 10, "nonsense")),
            Code::kInvalidArgument);
}

TEST_P(ListContract, workflow_ids_come_once_each_in_pages_and_all) {
  EXPECT_THAT(value_of(store_.reader().workflow_ids({}, 10)), testing::IsEmpty());
  closed("twice", 10, 20);
  open("twice", 30);
  open("once", 40);
  open("", 50);
  store_.write(RunStory(next_++, {.workflow_id = "once", .namespace_name = "other"}));
  // Something else that is called by an empty text comes before none of them.
  temporal::api::common::v1::SearchAttributes nameless;
  (*nameless.mutable_indexed_fields())[""] = api::keyword_payload("x");
  store_.write(
      RunStory(next_++, {.workflow_id = "nameless", .search_attributes = nameless.SerializeAsString()}));
  for (const std::size_t page_size : {1u, 2u, 3u, 100u}) {
    std::vector<WorkflowId> found;
    for (WorkflowId after;;) {
      const auto page = value_of(store_.reader().workflow_ids(after, page_size));
      found.insert(found.end(), page.begin(), page.end());
      if (page.size() < page_size) break;
      after = page.back();
    }
    EXPECT_THAT(found,
                testing::UnorderedElementsAre(WorkflowId{"default", ""}, WorkflowId{"default", "nameless"},
                                              WorkflowId{"default", "once"}, WorkflowId{"default", "twice"},
                                              WorkflowId{"other", "once"}))
        << page_size;
  }
}

}  // namespace
}  // namespace skald::store
