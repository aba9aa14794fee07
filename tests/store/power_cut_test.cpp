#include "tests/store/recording_vfs/power_cut.h"

#include <filesystem>

#include "tests/store/ledger_workload.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

struct Outcome {
  std::uint64_t cuts = 0;
  int violations = 0;
  std::string first;
};

Outcome cut_everywhere(const std::function<void(RecordingVfs&)>& prepare, std::uint64_t stride = 1) {
  LedgerWorkload ledger;
  Outcome outcome;
  PowerCutPlan plan;
  plan.stride = stride;
  plan.images = 4;
  plan.prepare = prepare;
  plan.scenario = [&](const Options& options, RecordingVfs&) {
    ledger = LedgerWorkload();
    ledger.run(options);
  };
  plan.check = [&](const std::string& path, const PowerCut& cut) {
    const std::string wrong = ledger.check(path);
    if (wrong.empty()) return;
    ++outcome.violations;
    if (outcome.first.empty()) {
      outcome.first = "cut at operation " + std::to_string(cut.operation) + ", seed " +
                      std::to_string(cut.seed) + ": " + wrong;
    }
  };
  outcome.cuts = cut_power_everywhere(plan);
  return outcome;
}

TEST(PowerCut, loses_nothing_that_was_acknowledged_at_any_write_or_sync) {
  const Outcome outcome = cut_everywhere(nullptr);
  EXPECT_GT(outcome.cuts, 150u);
  EXPECT_EQ(outcome.violations, 0) << outcome.first;
}

TEST(PowerCut, in_the_recovery_from_a_power_cut_loses_nothing_either) {
  for (const std::uint64_t first_cut : {80u, 120u, 160u}) {
    const TemporaryFolder folder, left;
    RecordingVfs first;
    first.cut_power_at(first_cut);
    LedgerWorkload ledger;
    ledger.run({.path = folder.file("test.db"), .vfs = first.name()});
    ASSERT_TRUE(first.is_power_cut());
    first.write_crash_image(left.path(), first_cut);

    PowerCutPlan plan;
    plan.scenario = [&](const Options& options, RecordingVfs&) {
      for (const auto& file : std::filesystem::directory_iterator(left.path())) {
        std::filesystem::copy(file,
                              std::filesystem::path(options.path).replace_filename(file.path().filename()));
      }
      (void)open_sqlite(options);
    };
    plan.check = [&](const std::string& path, const PowerCut& cut) {
      EXPECT_EQ(ledger.check(path), "")
          << "cut at " << first_cut << ", then at " << cut.operation << ", seed " << cut.seed;
    };
    EXPECT_GT(cut_power_everywhere(plan), 2u);
  }
}

TEST(PowerCut, store_whose_syncs_do_nothing_is_caught) {
  const Outcome outcome = cut_everywhere([](RecordingVfs& vfs) { vfs.ignore_syncs(); }, 7);
  EXPECT_GT(outcome.violations, 0);
}

TEST(PowerCut, workload_that_is_not_cut_finishes_with_syncs_and_checkpoints) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  LedgerWorkload ledger;
  ledger.run({.path = folder.file("test.db"), .vfs = vfs.name()});
  EXPECT_TRUE(ledger.is_finished()) << ledger.error().message;
  EXPECT_GE(vfs.syncs(), 9u);
  EXPECT_GE(ledger.checkpoints(), 2);
  EXPECT_EQ(ledger.check(folder.file("test.db")), "");
}

TEST(RecordingVfs, synced_image_has_a_row_exactly_when_its_commit_returned) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  auto store = open_or_fail({.path = folder.file("test.db"), .vfs = vfs.name()});
  RunStory run(1, {});
  const auto next_seq_on_disk = [&] {
    const TemporaryFolder image;
    vfs.write_synced_image(image.path());
    return value_of(value_of(open_sqlite_reader(image.file("test.db")))->meta()).next_seq;
  };
  expect_ok(store->writer().begin());
  expect_ok(store->writer().append(run.rows()[0]));
  EXPECT_EQ(next_seq_on_disk(), 1u);
  expect_ok(store->writer().commit());
  EXPECT_EQ(next_seq_on_disk(), 2u);
}

TEST(RecordingVfs, one_commit_is_one_sync) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  auto store = open_or_fail({.path = folder.file("test.db"), .vfs = vfs.name()});
  RunStory run(1, {});
  const std::uint64_t before = vfs.syncs();
  for (Seq seq = 1; seq <= 5; ++seq) {
    expect_ok(store->writer().begin());
    expect_ok(store->writer().append(seq == 1 ? run.rows()[0] : run.then(seq)));
    expect_ok(store->writer().commit());
  }
  EXPECT_EQ(vfs.syncs() - before, 5u);
}

TEST(RecordingVfs, after_a_power_cut_every_call_fails) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  auto store = open_or_fail({.path = folder.file("test.db"), .vfs = vfs.name()});
  RunStory run(1, {});
  expect_ok(store->writer().begin());
  expect_ok(store->writer().append(run.rows()[0]));
  vfs.cut_power();
  EXPECT_EQ(code_of(store->writer().commit()), Code::kDataLoss);
  EXPECT_TRUE(vfs.is_power_cut());
  EXPECT_EQ(code_of(store->writer().begin()), Code::kDataLoss);
  EXPECT_FALSE(store->reader().ok());
}

}  // namespace
}  // namespace skald::store
