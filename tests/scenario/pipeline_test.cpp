#include <gtest/gtest.h>

#include <future>

#include "engine/runtime/commit_pipeline.h"

/// Where recovery starts, as the commit thread writes it down beside the rows.
namespace skald::runtime {
namespace {

class Pipeline : public testing::Test {
 protected:
  Pipeline() { pipeline_.start(); }

  Seq append_first_row_of_a_run() {
    std::vector<store::LogRow> rows(1);
    rows[0].first_event_id = 1;
    rows[0].event_count = 1;
    return pipeline_.append(rows, CommitPipeline::Before::kCovered);
  }
  DerivedWork work(Seq run) {
    DerivedWork work;
    work.row.run = run;
    work.row.covered = work.row.last = run;
    work.row.visibility.namespace_name = "default";
    work.row.visibility.workflow_id = "w" + std::to_string(run);
    work.row.visibility.run_id = "r" + std::to_string(run);
    work.uncovered_from = run;
    return work;
  }
  Seq start_of_recovery() {
    std::promise<void> derived;
    pipeline_.when_derived([&] { derived.set_value(); });
    derived.get_future().wait();
    return store_->reader().value()->meta()->uncovered_from;
  }

  const std::unique_ptr<store::Store> store_ = store::open_memory();
  const Options options_;
  Metrics metrics_;
  CommitPipeline pipeline_{store_->writer(), store_->opened(), options_, metrics_,
                           [](std::size_t, const std::vector<Covered>&) {}};
};

// The shard has appended the row and not done anything else yet.
TEST_F(Pipeline, a_row_is_part_of_the_next_recovery_from_the_moment_it_is_appended) {
  const Seq covered = append_first_row_of_a_run();
  const Seq uncovered = append_first_row_of_a_run();
  pipeline_.derive(work(covered));
  EXPECT_LE(start_of_recovery(), uncovered);
  pipeline_.derive(work(covered));  // the first one is done, so this one writes down what is left
  EXPECT_EQ(start_of_recovery(), uncovered);
}

TEST_F(Pipeline, what_recovery_has_not_seen_yet_stays_part_of_the_next_one) {
  const Seq old = append_first_row_of_a_run();
  pipeline_.derive(work(old));
  EXPECT_EQ(start_of_recovery(), old);
  pipeline_.mark_uncovered(old);  // recovery reads from here
  const Seq lost = append_first_row_of_a_run();
  for (int i = 0; i < 2; ++i) {
    pipeline_.derive(work(lost));
    EXPECT_EQ(start_of_recovery(), old);
  }
  pipeline_.unmark_uncovered(old);
  pipeline_.derive(work(lost));
  EXPECT_GT(start_of_recovery(), old);
}

}  // namespace
}  // namespace skald::runtime
