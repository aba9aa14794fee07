#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/server/exposition.h"
#include "engine/server/measured_store.h"

/// What metrics are made of.
namespace skald::server_tests {
namespace {

using server::Exposition;
using server::Histogram;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Figures, a_histogram_counts_up_to_each_bound) {
  Histogram histogram({1, 2, 4});
  for (const double value : {0.5, 1.0, 1.5, 4.0, 100.0}) histogram.add(value);
  const Histogram::Reading reading = histogram.read();
  EXPECT_THAT(reading.up_to, ElementsAre(2, 3, 4));
  EXPECT_EQ(reading.count, 5u);
  EXPECT_DOUBLE_EQ(reading.sum, 107.0);
}

TEST(Figures, a_histogram_is_written_as_buckets_sum_and_count) {
  Histogram histogram({0.005, 1});
  histogram.add(0.25);
  Exposition out;
  out.begin("x_seconds", Exposition::Kind::kHistogram, "How long.");
  out.sample({{"of", "a"}}, histogram);
  EXPECT_EQ(out.text(),
            "# HELP x_seconds How long.\n"
            "# TYPE x_seconds histogram\n"
            "x_seconds_bucket{of=\"a\",le=\"0.005\"} 0\n"
            "x_seconds_bucket{of=\"a\",le=\"1\"} 1\n"
            "x_seconds_bucket{of=\"a\",le=\"+Inf\"} 1\n"
            "x_seconds_sum{of=\"a\"} 0.25\n"
            "x_seconds_count{of=\"a\"} 1\n");
}

TEST(Figures, a_store_that_is_measured_says_how_large_its_batches_are) {
  auto figures = std::make_shared<server::StoreFigures>();
  auto store = server::measured_store(store::open_memory(), figures);
  store::Writer& writer = store->writer();
  ASSERT_TRUE(writer.begin().ok());
  for (store::Seq seq = 1; seq <= 3; ++seq) {
    store::LogRow row;
    row.seq = seq;
    row.run = 1;
    row.prev = seq - 1;
    ASSERT_TRUE(writer.append(row).ok());
  }
  ASSERT_TRUE(writer.commit().ok());
  Exposition out;
  figures->write(out);
  EXPECT_THAT(out.text(), HasSubstr("skald_commit_batch_rows_bucket{le=\"2\"} 0\n"
                                    "skald_commit_batch_rows_bucket{le=\"4\"} 1\n"));
  EXPECT_THAT(out.text(), HasSubstr("skald_commit_batch_rows_sum 3\n"));
  EXPECT_THAT(out.text(), HasSubstr("skald_commit_duration_seconds_count 1\n"));
}

}  // namespace
}  // namespace skald::server_tests
