#include "engine/store/sqlite/log_format.h"
#include "tests/store/random_conditions.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

/// Files of older formats. What old builds really wrote stands in tests/golden_files.
namespace skald::store {
namespace {

using testing::ElementsAre;

class FirstFormat : public testing::Test {
 protected:
  FirstFormat() {
    options_.path = folder_.file("test.db");
    {
      auto store = open_or_fail(options_);
      RunLook look;
      temporal::api::common::v1::SearchAttributes attributes;
      (*attributes.mutable_indexed_fields())["TemporalChangeVersion"] =
          json_payload("[\"retry-v2\"]", "KeywordList");
      look.search_attributes = attributes.SerializeAsString();
      const RunStory patched(1, look);
      look.workflow_id = "plain";
      look.search_attributes.clear();
      const RunStory plain(2, look);
      expect_ok(store->writer().begin());
      for (const RunStory* run : {&patched, &plain}) {
        expect_ok(store->writer().append(run->rows().front()));
        expect_ok(store->writer().write(run->derived()));
      }
      expect_ok(store->writer().commit());
    }
    execute_sql(options_.path,
                "DROP TABLE families; DROP TABLE search_values; DROP TABLE catalog; DROP TABLE erased; "
                "PRAGMA user_version = 1");
  }
  static std::vector<std::string> patched(Reader& reader) {
    const ListFilter filter{
        "default", test_of("TemporalChangeVersion", temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD_LIST,
                           store::Test::kEqual, {std::string("retry-v2")})};
    std::vector<std::string> found;
    for (const DerivedRow& row : value_of(reader.list(filter, 10, "")).rows) {
      found.push_back(row.visibility.workflow_id);
    }
    return found;
  }

  TemporaryFolder folder_;
  Options options_;
};

TEST_F(FirstFormat, is_migrated_by_its_owner_with_what_filters_need) {
  auto store = open_or_fail(options_);
  auto reader = value_of(store->reader());
  EXPECT_THAT(patched(*reader), ElementsAre("order-1"));
  EXPECT_EQ(value_of(reader->count({.namespace_name = "default"})), 2);
  expect_ok(store->writer().begin());
  expect_ok(store->writer().put({"namespace/1", "x"}));
  expect_ok(store->writer().commit());
  EXPECT_EQ(value_of(reader->catalog("")).size(), 1u);
  reader.reset();
  store.reset();
  EXPECT_EQ(query_sql(options_.path, "PRAGMA user_version"), std::to_string(kFormatVersion));
}

TEST_F(FirstFormat, is_read_without_an_owner_and_stays_as_it_is) {
  const std::string before = read_file(options_.path);
  {
    auto reader = value_of(open_sqlite_reader(options_.path));
    EXPECT_THAT(patched(*reader), ElementsAre("order-1"));
    EXPECT_EQ(value_of(reader->count({.namespace_name = "default"})), 2);
    EXPECT_EQ(value_of(reader->catalog("")).size(), 0u);
    EXPECT_TRUE(value_of(reader->current_run("default", "plain")).has_value());
  }
  EXPECT_EQ(read_file(options_.path), before);
}

}  // namespace
}  // namespace skald::store
