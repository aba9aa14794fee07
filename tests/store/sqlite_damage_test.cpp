#include <algorithm>

#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

/// Three runs in a closed file: 1 and 2 open with rows in the log, 3 closed and folded.
class SqliteDamage : public testing::Test {
 protected:
  StoreUnderTest store_{Kind::kSqlite};
  RunStory first_{1, {.workflow_id = "a"}};
  RunStory second_{2, {.workflow_id = "b"}};
  RunStory folded_{3, {.workflow_id = "c"}};

  SqliteDamage() {
    first_.then(4);
    second_.then(5);
    folded_.then(6);
    folded_.close(2, 9'000);
    for (const RunStory* run : {&first_, &second_, &folded_}) store_.append(*run);
    store_.write(first_);
    store_.write(second_);
    store_.fold(folded_);
  }

  /// Changes the file behind the back of the store, which sees it in its next transaction.
  void damage(const std::string& sql) { execute_sql(store_.path(), sql); }

  struct Scan {
    std::vector<Seq> rows;
    std::vector<RunNumber> damaged;
  };
  Scan scan_log() {
    Scan scan;
    expect_ok(store_.reader().scan_log(
        1, [&](LogRow&& row) { return scan.rows.push_back(row.seq), Status(); },
        [&](RunNumber run, const Error& error) {
          EXPECT_EQ(error.code, Code::kDataLoss);
          EXPECT_THAT(error.message, testing::HasSubstr("run " + std::to_string(run)));
          scan.damaged.push_back(run);
        }));
    return scan;
  }
  void expect_only_first_is_damaged() {
    EXPECT_EQ(code_of(store_.reader().chain(1, 4, 0)), Code::kDataLoss);
    EXPECT_EQ(value_of(store_.reader().chain(2, 5, 0)), second_.rows());
    EXPECT_EQ(value_of(store_.reader().history(3, 6, 0, 10)), folded_.batches());
  }
};

TEST_F(SqliteDamage, flipped_bit_in_a_row_is_reported_for_its_run_and_the_rest_is_read) {
  damage(
      "UPDATE log SET body = CAST(substr(body, 1, 12) || x'00' || substr(body, 14) AS BLOB) WHERE seq = 4");
  const Scan scan = scan_log();
  EXPECT_THAT(scan.rows, testing::ElementsAre(1u, 2u, 5u));
  EXPECT_THAT(scan.damaged, testing::ElementsAre(1u));
  expect_only_first_is_damaged();
}

TEST_F(SqliteDamage, flipped_bit_in_the_run_column_is_blamed_on_the_right_run) {
  damage("UPDATE log SET run = 3 WHERE seq = 4");  // 1 with bit 1 set
  EXPECT_THAT(scan_log().damaged, testing::ElementsAre(1u));
  expect_only_first_is_damaged();
}

TEST_F(SqliteDamage, flipped_bit_in_prev_is_seen) {
  damage("UPDATE log SET prev = 0 WHERE seq = 4");
  EXPECT_THAT(scan_log().damaged, testing::ElementsAre(1u));
  expect_only_first_is_damaged();
}

TEST_F(SqliteDamage, body_of_another_type_or_none_is_seen) {
  for (const char* value : {"''", "7", "CAST(body AS TEXT) || 'x'"}) {
    damage("UPDATE log SET body = " + std::string(value) + " WHERE seq = 4");
    EXPECT_THAT(scan_log().damaged, testing::ElementsAre(1u)) << value;
  }
}

TEST_F(SqliteDamage, missing_row_breaks_the_chain_of_its_run_only) {
  damage("DELETE FROM log WHERE seq = 1");
  expect_only_first_is_damaged();
}

TEST_F(SqliteDamage, damaged_row_is_not_folded) {
  damage(
      "UPDATE log SET body = CAST(substr(body, 1, 12) || x'00' || substr(body, 14) AS BLOB) WHERE seq = 4");
  expect_ok(store_.writer().begin());
  EXPECT_EQ(code_of(store_.writer().fold({.run = 1, .through = 4})), Code::kDataLoss);
  expect_ok(store_.writer().fold({.run = 2, .through = 5}));
  expect_ok(store_.writer().commit());
  EXPECT_EQ(value_of(store_.reader().history(2, 5, 0, 10)), second_.batches());
}

TEST_F(SqliteDamage, damaged_history_is_reported_for_its_run) {
  for (const char* change : {"body = CAST(substr(body, 1, 20) || x'00' || substr(body, 22) AS BLOB)",
                             "last_event = last_event + 1", "last = last + 1", "first_event = 0"}) {
    damage("UPDATE history SET " + std::string(change));
    auto history = store_.reader().history(3, 0, 0, 10);
    EXPECT_EQ(code_of(history), Code::kDataLoss) << change;
    EXPECT_THAT(history.error().message, testing::HasSubstr("run 3"));
    EXPECT_EQ(value_of(store_.reader().history(1, 4, 0, 10)), first_.batches());
  }
}

TEST_F(SqliteDamage, damaged_derived_row_is_left_out_of_lists_and_reported_at_recovery) {
  for (const char* change : {"start_time_ns = start_time_ns + 1", "covered_last = 1", "workflow_id = 'A'",
                             "type = 99", "memo = x'00'"}) {
    StoreUnderTest fresh(Kind::kSqlite);
    fresh.write(first_);
    fresh.write(second_);
    execute_sql(fresh.path(), "UPDATE runs SET " + std::string(change) + " WHERE run = 1");
    const ListPage page = value_of(fresh.reader().list({.namespace_name = "default"}, 10, ""));
    EXPECT_EQ(page.rows.size(), 1u) << change;
    EXPECT_THAT(page.damaged, testing::ElementsAre(1u)) << change;
    EXPECT_EQ(code_of(fresh.reader().run(1)), Code::kDataLoss) << change;
    std::vector<RunNumber> rows, damaged;
    expect_ok(fresh.reader().scan_open([&](DerivedRow&& row) { return rows.push_back(row.run), Status(); },
                                       [&](RunNumber run, const Error&) { damaged.push_back(run); }));
    EXPECT_THAT(rows, testing::ElementsAre(2u)) << change;
    EXPECT_THAT(damaged, testing::ElementsAre(1u)) << change;
  }
}

TEST_F(SqliteDamage, damaged_snapshot_is_seen_although_lists_still_show_the_run) {
  damage(
      "UPDATE runs SET snapshot = CAST(substr(snapshot, 1, 9) || x'00' || substr(snapshot, 11) AS BLOB) "
      "WHERE run = 1");
  EXPECT_EQ(value_of(store_.reader().list({.namespace_name = "default"}, 10, "")).rows.size(), 3u);
  auto run = store_.reader().run(1);
  EXPECT_EQ(code_of(run), Code::kDataLoss);
  EXPECT_THAT(run.error().message, testing::HasSubstr("run 1: its snapshot"));
}

TEST_F(SqliteDamage, damaged_name_is_seen) {
  damage("UPDATE names SET name = 'defaulu' WHERE name = 'default'");
  EXPECT_EQ(code_of(store_.reader().run(1)), Code::kDataLoss);
}

TEST_F(SqliteDamage, damaged_place_of_recovery_is_data_loss) {
  damage("UPDATE meta SET uncovered_from = uncovered_from + 1");
  EXPECT_EQ(code_of(store_.reader().meta()), Code::kDataLoss);
}

TEST(SqliteDamagedPage, is_an_error_that_names_the_page) {
  TemporaryFolder folder;
  const Options options{.path = folder.file("test.db")};
  {
    auto store = open_or_fail(options);
    RunStory run(1, {});
    for (Seq seq = 2; seq < 200; ++seq) run.then(seq, 1, 300);
    expect_ok(store->writer().begin());
    for (const LogRow& row : run.rows()) expect_ok(store->writer().append(row));
    expect_ok(store->writer().commit());
  }
  const std::size_t page = std::stoul(
      query_sql(options.path, "SELECT max(pageno) FROM dbstat WHERE name = 'log' AND pagetype = 'leaf'"));
  std::string bytes = read_file(options.path);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>((page - 1) * 4096), 8, '\x5a');
  write_file(options.path, bytes);

  auto reader = open_sqlite_reader(options.path);
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  const Status scanned = (*reader)->scan_log(
      1, [](LogRow&&) { return Status(); }, [](RunNumber, const Error&) {});
  EXPECT_EQ(code_of(scanned), Code::kDataLoss);
  EXPECT_THAT(scanned.error().message, testing::HasSubstr("Page " + std::to_string(page)));
}

}  // namespace
}  // namespace skald::store
