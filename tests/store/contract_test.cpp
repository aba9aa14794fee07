#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

class StoreContract : public testing::TestWithParam<Kind> {
 protected:
  StoreUnderTest store_{GetParam()};

  std::vector<LogRow> log_from(Seq from) {
    std::vector<LogRow> rows;
    expect_ok(store_.reader().scan_log(
        from, [&](LogRow&& row) { return rows.push_back(std::move(row)), Status(); },
        [](RunNumber, const Error& error) { FAIL() << error.message; }));
    return rows;
  }
  std::vector<DerivedRow> open_runs() {
    std::vector<DerivedRow> rows;
    expect_ok(
        store_.reader().scan_open([&](DerivedRow&& row) { return rows.push_back(std::move(row)), Status(); },
                                  [](RunNumber, const Error& error) { FAIL() << error.message; }));
    return rows;
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::Values(Kind::kSqlite, Kind::kMemory),
                         [](const auto& param) {
                           return param.param == Kind::kSqlite ? "sqlite" : "memory";
                         });

TEST_P(StoreContract, new_store_starts_at_one) {
  const Meta meta = store_.store().opened();
  EXPECT_EQ(meta.next_seq, 1u);
  EXPECT_EQ(meta.uncovered_from, 1u);
  EXPECT_EQ(meta.incarnation, 1u);
  EXPECT_TRUE(log_from(1).empty());
  EXPECT_EQ(value_of(store_.reader().current_run("default", "order-1")), std::nullopt);
  EXPECT_EQ(value_of(store_.reader().run(1)), std::nullopt);
}

TEST_P(StoreContract, committed_rows_are_read_back_as_they_were_written) {
  RunStory first(1, {.workflow_id = "a"});
  RunStory second(2, {.workflow_id = "b"});
  first.then(3, 0);
  second.then(4, 3, 5000);  // spans pages
  store_.append(first);
  store_.append(second);
  store_.reopen();
  EXPECT_THAT(log_from(1),
              testing::ElementsAre(first.rows()[0], second.rows()[0], first.rows()[1], second.rows()[1]));
  EXPECT_THAT(log_from(4), testing::ElementsAre(second.rows()[1]));
  EXPECT_TRUE(log_from(5).empty());
}

TEST_P(StoreContract, reader_sees_nothing_before_the_commit) {
  RunStory run(1, {});
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().append(run.rows()[0]));
  expect_ok(store_.writer().write(run.derived()));
  EXPECT_TRUE(log_from(1).empty());
  EXPECT_EQ(value_of(store_.reader().run(1)), std::nullopt);
  expect_ok(store_.writer().commit());
  EXPECT_EQ(log_from(1).size(), 1u);
  EXPECT_EQ(value_of(store_.reader().run(1)), run.derived());
}

TEST_P(StoreContract, rollback_leaves_nothing_and_the_same_calls_may_follow) {
  RunStory run(1, {.namespace_name = "new-namespace"});
  for (int attempt = 0; attempt < 2; ++attempt) {
    expect_ok(store_.writer().begin());
    expect_ok(store_.writer().append(run.rows()[0]));
    expect_ok(store_.writer().write(run.derived()));
    expect_ok(store_.writer().write_meta(2, 2));
    if (attempt == 0) store_.writer().rollback();
  }
  expect_ok(store_.writer().commit());
  EXPECT_EQ(value_of(store_.reader().run(1)), run.derived());
  EXPECT_EQ(value_of(store_.reader().meta()).uncovered_from, 2u);
}

TEST_P(StoreContract, writing_without_begin_is_refused) {
  RunStory run(1, {});
  EXPECT_EQ(code_of(store_.writer().append(run.rows()[0])), Code::kFailedPrecondition);
  EXPECT_EQ(code_of(store_.writer().write(run.derived())), Code::kFailedPrecondition);
  EXPECT_EQ(code_of(store_.writer().commit()), Code::kFailedPrecondition);
}

TEST_P(StoreContract, second_row_of_one_seq_is_refused_and_the_transaction_goes_on) {
  RunStory run(1, {});
  RunStory other(2, {});
  store_.append(run);
  expect_ok(store_.writer().begin());
  EXPECT_EQ(code_of(store_.writer().append(run.rows()[0])), Code::kAlreadyExists);
  expect_ok(store_.writer().append(other.rows()[0]));
  expect_ok(store_.writer().commit());
  EXPECT_EQ(log_from(1).size(), 2u);
}

TEST_P(StoreContract, meta_keeps_what_was_written_and_never_falls_behind_the_log) {
  RunStory run(1, {});
  run.then(7);
  store_.append(run);
  EXPECT_EQ(value_of(store_.reader().meta()).next_seq, 8u);
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().write_meta(20, 5));
  expect_ok(store_.writer().commit());
  store_.reopen();
  EXPECT_EQ(value_of(store_.reader().meta()).next_seq, 20u);
  EXPECT_EQ(value_of(store_.reader().meta()).uncovered_from, 5u);
}

TEST_P(StoreContract, newer_derived_row_replaces_and_older_one_does_not) {
  RunStory run(1, {});
  const DerivedRow old = run.derived();
  run.then(2);
  run.close(2, 5'000);
  store_.append(run);
  store_.write(run);
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().write(old));
  expect_ok(store_.writer().commit());
  EXPECT_EQ(value_of(store_.reader().run(1)), run.derived());
  EXPECT_TRUE(open_runs().empty());
}

TEST_P(StoreContract, derived_row_keeps_every_field) {
  DerivedRow row = RunStory(5, {}).derived();
  row.covered = 9;
  row.last = 7;
  row.snapshot = std::string(10'000, '\0');
  Visibility& seen = row.visibility;
  seen.workflow_id = std::string("zero \0 inside", 13);
  seen.run_id = "not-a-uuid";
  seen.first_execution_run_id = "";
  seen.start_request_id = "0192D3A4-0000-7000-8000-000000000001";  // upper case stays upper case
  seen.status = 7;
  seen.execution_time = seen.start_time - 5;
  seen.history_size_bytes = -1;
  seen.search_attributes = std::string("\xff\x00\x01", 3);
  expect_ok(store_.writer().begin());
  expect_ok(store_.writer().write(row));
  expect_ok(store_.writer().commit());
  store_.reopen();
  EXPECT_EQ(value_of(store_.reader().run(5)), row);
}

TEST_P(StoreContract, current_run_is_the_newest_of_its_id_and_namespace) {
  RunStory first(1, {.workflow_id = "a"});
  RunStory second(2, {.workflow_id = "a"});
  RunStory elsewhere(3, {.workflow_id = "a", .namespace_name = "other"});
  for (const RunStory* run : {&second, &first, &elsewhere}) store_.write(*run);
  EXPECT_EQ(value_of(store_.reader().current_run("default", "a")), second.derived());
  EXPECT_EQ(value_of(store_.reader().current_run("other", "a")), elsewhere.derived());
  EXPECT_EQ(value_of(store_.reader().current_run("unknown", "a")), std::nullopt);
  EXPECT_EQ(value_of(store_.reader().run("default", "a", sample_uuid(1))), first.derived());
  EXPECT_EQ(value_of(store_.reader().run("default", "a", sample_uuid(3))), std::nullopt);
  EXPECT_EQ(value_of(store_.reader().run("default", "b", sample_uuid(1))), std::nullopt);
}

TEST_P(StoreContract, scan_open_gives_open_runs_by_number) {
  RunStory closed(1, {.workflow_id = "a"});
  closed.close(2, 2'000);
  RunStory second(3, {.workflow_id = "b"});
  RunStory first(2, {.workflow_id = "c"});
  for (const RunStory* run : {&closed, &second, &first}) store_.write(*run);
  EXPECT_THAT(open_runs(), testing::ElementsAre(first.derived(), second.derived()));
}

TEST_P(StoreContract, scan_stops_at_the_callers_error) {
  RunStory run(1, {});
  run.then(2);
  store_.append(run);
  int seen = 0;
  const Status stopped = store_.reader().scan_log(
      1,
      [&](LogRow&&) {
        return ++seen, Status(Error{Code::kUnavailable, "stop", {}});
      },
      [](RunNumber, const Error&) {});
  EXPECT_EQ(code_of(stopped), Code::kUnavailable);
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(log_from(1).size(), 2u);  // the reader goes on working
}

TEST_P(StoreContract, chain_gives_rows_after_a_place_oldest_first) {
  RunStory run(1, {.workflow_id = "a"});
  RunStory other(2, {.workflow_id = "b"});
  run.then(3);
  other.then(4);
  run.then(5);
  store_.append(run);
  store_.append(other);
  Reader& reader = store_.reader();
  EXPECT_EQ(value_of(reader.chain(1, 5, 0)), run.rows());
  EXPECT_EQ(value_of(reader.chain(1, 5, 1)).size(), 2u);
  EXPECT_EQ(value_of(reader.chain(1, 5, 4)).size(), 1u);  // covered by rows of other runs
  EXPECT_TRUE(value_of(reader.chain(1, 5, 5)).empty());
  EXPECT_TRUE(value_of(reader.chain(1, 0, 0)).empty());
  EXPECT_EQ(value_of(reader.chain(1, 3, 0)).size(), 2u);
}

TEST_P(StoreContract, chain_that_leads_nowhere_or_to_another_run_is_data_loss) {
  RunStory run(1, {.workflow_id = "a"});
  RunStory other(2, {.workflow_id = "b"});
  store_.append(run);
  store_.append(other);
  EXPECT_EQ(code_of(store_.reader().chain(1, 2, 0)), Code::kDataLoss);
  auto missing = store_.reader().chain(1, 9, 0);
  EXPECT_EQ(code_of(missing), Code::kDataLoss);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("run 1: row 9"));
}

}  // namespace
}  // namespace skald::store
