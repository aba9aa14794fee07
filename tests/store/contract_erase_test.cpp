#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EraseContract : public testing::TestWithParam<Kind> {
 protected:
  StoreUnderTest store_{GetParam()};

  RunStory closed(Seq seq, const std::string& id, std::int64_t close_time, std::int32_t batches = 1) {
    RunLook look;
    look.workflow_id = id;
    RunStory run(seq, look);
    store_.append(run);
    for (std::int32_t i = 1; i < batches; ++i) store_.append_row(run.then(seq + static_cast<Seq>(i)));
    run.close(2, close_time);
    store_.write(run);
    store_.fold(run);
    return run;
  }
  void transaction(const std::function<Status(Writer&)>& change) {
    expect_ok(store_.writer().begin());
    expect_ok(change(store_.writer()));
    expect_ok(store_.writer().commit());
  }
  std::vector<std::string> before(std::int64_t time, std::size_t limit = 10) {
    std::vector<std::string> found;
    for (const DerivedRow& row : value_of(store_.reader().closed_before("default", time, limit))) {
      found.push_back(row.visibility.workflow_id);
    }
    return found;
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, EraseContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(EraseContract, closed_runs_before_a_time_come_oldest_first) {
  closed(1, "late", 300);
  closed(2, "early", 100);
  closed(3, "middle", 200);
  EXPECT_THAT(before(300), ElementsAre("early", "middle"));
  EXPECT_THAT(before(1'000, 1), ElementsAre("early"));
  EXPECT_THAT(before(100), IsEmpty());
}

TEST_P(EraseContract, erased_run_is_found_by_nothing) {
  const RunStory gone = closed(1, "gone", 100);
  closed(2, "stays", 100);
  transaction([&](Writer& writer) { return writer.erase(gone.number()); });
  EXPECT_FALSE(value_of(store_.reader().run(gone.number())).has_value());
  EXPECT_FALSE(value_of(store_.reader().current_run("default", "gone")).has_value());
  EXPECT_THAT(value_of(store_.reader().history(gone.number(), 0, 1, 10)), IsEmpty());
  EXPECT_EQ(value_of(store_.reader().count({.namespace_name = "default"})), 1);
  EXPECT_THAT(before(1'000), ElementsAre("stays"));
  store_.reopen();
  EXPECT_FALSE(value_of(store_.reader().run(gone.number())).has_value());
}

TEST_P(EraseContract, erasing_what_is_not_there_changes_nothing) {
  closed(1, "stays", 100);
  transaction([](Writer& writer) { return writer.erase(77); });
  EXPECT_EQ(value_of(store_.reader().count({.namespace_name = "default"})), 1);
}

TEST_P(EraseContract, long_history_goes_in_pieces_also_after_a_reopening) {
  const RunStory gone = closed(1, "gone", 100, 1'500);
  const RunStory stays = closed(2'000, "stays", 100, 600);
  transaction([&](Writer& writer) { return writer.erase(gone.number()); });
  store_.reopen();
  EXPECT_EQ(value_of(store_.reader().has_remains()), GetParam() == Kind::kSqlite);
  bool is_done = false;
  for (int i = 0; i < 20 && !is_done; ++i) {
    transaction([&](Writer& writer) -> Status {
      auto erased = writer.erase_remains(1);
      if (!erased.ok()) return erased.error();
      is_done = *erased;
      return {};
    });
  }
  EXPECT_TRUE(is_done);
  EXPECT_FALSE(value_of(store_.reader().has_remains()));
  EXPECT_THAT(value_of(store_.reader().history(gone.number(), 0, 1, 10)), IsEmpty());
  EXPECT_EQ(value_of(store_.reader().history(stays.number(), 0, 1, 1'000)).size(), 600u);
}

TEST_P(EraseContract, catalog_keeps_what_was_put_last) {
  transaction([](Writer& writer) { return writer.put({"namespace/1", "old"}); });
  transaction([](Writer& writer) -> Status {
    SKALD_TRY(writer.put({"namespace/1", "new"}));
    SKALD_TRY(writer.put({"namespace/2", ""}));
    return writer.put({"other/1", "x"});
  });
  store_.reopen();
  EXPECT_THAT(value_of(store_.reader().catalog("namespace/")),
              ElementsAre(CatalogRow{"namespace/1", "new"}, CatalogRow{"namespace/2", ""}));
  transaction([](Writer& writer) { return writer.take_out("namespace/1"); });
  EXPECT_THAT(value_of(store_.reader().catalog("namespace/")), ElementsAre(CatalogRow{"namespace/2", ""}));
}

}  // namespace
}  // namespace skald::store
