#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

class HistoryContract : public testing::TestWithParam<Kind> {
 protected:
  StoreUnderTest store_{GetParam()};

  std::vector<HistoryBatch> history(const RunStory& run, std::int64_t from = 0, std::size_t max = 10'000) {
    return value_of(store_.reader().history(run.number(), run.last(), from, max));
  }
  std::vector<HistoryBatch> reverse(const RunStory& run, std::int64_t from = 0, std::size_t max = 10'000) {
    return value_of(store_.reader().history_reverse(run.number(), run.last(), from, max));
  }
  static std::vector<HistoryBatch> reversed(std::vector<HistoryBatch> batches) {
    std::reverse(batches.begin(), batches.end());
    return batches;
  }
  /// Appends `rows` rows, each a transaction of its own kind of size; every seventh has no events.
  void grow(RunStory& run, int rows) {
    expect_ok(store_.writer().begin());
    for (int i = 0; i < rows; ++i) {
      const LogRow& row = run.then(run.last() + 2, i % 7 == 6 ? 0 : 1 + i % 3);
      expect_ok(store_.writer().append(row));
    }
    expect_ok(store_.writer().commit());
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, HistoryContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(HistoryContract, same_before_and_after_a_fold) {
  RunStory run(1, {});
  run.then(2, 0);
  run.then(3, 3);
  store_.append(run);
  EXPECT_EQ(history(run), run.batches());
  store_.fold(run);
  EXPECT_EQ(history(run), run.batches());
  EXPECT_EQ(reverse(run), reversed(run.batches()));
  EXPECT_EQ(value_of(store_.reader().history(1, 0, 0, 10)), run.batches());
  store_.reopen();
  EXPECT_EQ(history(run), run.batches());
}

TEST_P(HistoryContract, fold_takes_the_rows_out_of_the_log) {
  RunStory run(1, {.workflow_id = "a"});
  run.then(2);
  RunStory other(3, {.workflow_id = "b"});
  store_.append(run);
  store_.append(other);
  store_.fold(run);
  std::vector<Seq> left;
  expect_ok(store_.reader().scan_log(
      1, [&](LogRow&& row) { return left.push_back(row.seq), Status(); },
      [](RunNumber, const Error&) { FAIL(); }));
  EXPECT_THAT(left, testing::ElementsAre(3u));
}

TEST_P(HistoryContract, fold_of_rows_that_no_derived_row_covers_is_refused) {
  RunStory run(1, {});
  store_.append(run);
  store_.write(run);
  store_.append_row(run.then(2));
  expect_ok(store_.writer().begin());
  EXPECT_EQ(code_of(store_.writer().fold({.run = 1, .through = 2})), Code::kFailedPrecondition);
  EXPECT_EQ(code_of(store_.writer().fold({.run = 7, .through = 7})), Code::kFailedPrecondition);
  expect_ok(store_.writer().fold({.run = 1, .through = 1}));  // the transaction goes on
  expect_ok(store_.writer().commit());
  EXPECT_EQ(history(run), run.batches());
}

TEST_P(HistoryContract, fold_of_a_missing_or_foreign_row_is_data_loss) {
  RunStory run(1, {.workflow_id = "a"});
  RunStory other(2, {.workflow_id = "b"});
  store_.append(run);
  store_.append(other);
  DerivedRow covered = run.derived();
  covered.covered = 9;
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().write(covered));
  EXPECT_EQ(code_of(store_.writer().fold({.run = 1, .through = 2})), Code::kDataLoss);
  EXPECT_EQ(code_of(store_.writer().fold({.run = 1, .through = 8})), Code::kDataLoss);
  store_.writer().rollback();
}

TEST_P(HistoryContract, repeated_fold_changes_nothing) {
  RunStory run(1, {});
  run.then(2);
  store_.append(run);
  store_.fold(run);
  store_.fold(run);
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().fold({.run = 1, .through = 1}));
  expect_ok(store_.writer().commit());
  EXPECT_EQ(history(run), run.batches());
}

TEST_P(HistoryContract, chain_into_folded_rows_is_a_conflict) {
  RunStory run(1, {});
  run.then(2);
  store_.append(run);
  store_.fold(run);
  store_.append_row(run.then(3));
  EXPECT_EQ(code_of(store_.reader().chain(1, 3, 0)), Code::kConflict);
  EXPECT_EQ(value_of(store_.reader().chain(1, 3, 2)).size(), 1u);
}

TEST_P(HistoryContract, run_without_events_yet_has_an_empty_history) {
  RunStory run(1, {}, 0);
  store_.append(run);
  EXPECT_TRUE(history(run).empty());
  store_.fold(run);
  EXPECT_TRUE(history(run).empty());
  EXPECT_TRUE(reverse(run).empty());
  store_.append_row(run.then(2, 2));
  EXPECT_EQ(history(run), run.batches());
  store_.fold(run);
  store_.append_row(run.then(3, 1));
  EXPECT_EQ(history(run), run.batches());
  EXPECT_EQ(reverse(run), reversed(run.batches()));
}

TEST_P(HistoryContract, unknown_run_has_an_empty_history) {
  EXPECT_TRUE(value_of(store_.reader().history(42, 0, 0, 10)).empty());
  EXPECT_TRUE(value_of(store_.reader().history_reverse(42, 0, 0, 10)).empty());
}

/// A long run, folded in uneven slices (a slice may hold several chunks, or no events at all), with a tail.
class LongHistoryContract : public HistoryContract {
 protected:
  RunStory run_{1, {}};

  LongHistoryContract() {
    store_.append(run_);
    for (const int rows : {3, 700, 1, 256, 90}) {
      grow(run_, rows);
      store_.fold(run_);
    }
    store_.append_row(run_.then(run_.last() + 1, 0));
    store_.fold(run_);
    grow(run_, 40);
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, LongHistoryContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(LongHistoryContract, whole_history_comes_in_one_piece) {
  EXPECT_EQ(history(run_), run_.batches());
  EXPECT_EQ(reverse(run_), reversed(run_.batches()));
}

TEST_P(LongHistoryContract, pages_follow_each_other_without_gap_or_repetition) {
  for (const std::size_t size : {1u, 37u, 256u, 1000u}) {
    std::vector<HistoryBatch> all;
    for (std::int64_t next = 1;;) {
      const auto page = history(run_, next, size);
      all.insert(all.end(), page.begin(), page.end());
      if (page.size() < size) break;
      next = page.back().first_event_id + page.back().event_count;
    }
    EXPECT_EQ(all, run_.batches()) << "page size " << size;
  }
}

TEST_P(LongHistoryContract, reverse_pages_follow_each_other_without_gap_or_repetition) {
  for (const std::size_t size : {1u, 37u, 256u, 1000u}) {
    std::vector<HistoryBatch> all;
    for (std::int64_t next = 0;;) {
      const auto page = reverse(run_, next, size);
      all.insert(all.end(), page.begin(), page.end());
      if (page.size() < size || page.back().first_event_id == 1) break;
      next = page.back().first_event_id - 1;
    }
    EXPECT_EQ(all, reversed(run_.batches())) << "page size " << size;
  }
}

TEST_P(LongHistoryContract, page_begins_with_the_batch_that_contains_the_event) {
  const auto batches = run_.batches();
  for (std::size_t i = 0; i < batches.size(); i += 13) {
    const std::int64_t last_event = batches[i].first_event_id + batches[i].event_count - 1;
    EXPECT_THAT(history(run_, last_event, 1), testing::ElementsAre(batches[i]));
    EXPECT_THAT(reverse(run_, last_event, 1), testing::ElementsAre(batches[i]));
    EXPECT_THAT(history(run_, batches[i].first_event_id, 1), testing::ElementsAre(batches[i]));
  }
  const std::int64_t beyond = batches.back().first_event_id + batches.back().event_count;
  EXPECT_TRUE(history(run_, beyond).empty());
  EXPECT_EQ(reverse(run_, beyond + 100, 1).front(), batches.back());
  EXPECT_TRUE(history(run_, 1, 0).empty());
  EXPECT_TRUE(reverse(run_, 0, 0).empty());
}

TEST_P(LongHistoryContract, without_a_last_row_only_folded_batches_come) {
  const auto folded = value_of(store_.reader().history(1, 0, 0, 10'000));
  ASSERT_LT(folded.size(), run_.batches().size());
  EXPECT_TRUE(std::equal(folded.begin(), folded.end(), run_.batches().begin()));
  EXPECT_EQ(value_of(store_.reader().history_reverse(1, 0, 0, 1)).front(), folded.back());
}

TEST_P(HistoryContract, batches_of_megabytes_are_folded_and_paged) {
  RunStory run(1, {});
  for (Seq seq = 2; seq < 12; ++seq) run.then(seq, 1, 700'000);
  store_.append(run);
  store_.fold(run);
  EXPECT_EQ(history(run), run.batches());
  EXPECT_THAT(history(run, 7, 1), testing::ElementsAre(run.batches()[5]));
}

}  // namespace
}  // namespace skald::store
