#include "engine/base/inbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace skald {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Inbox, gives_all_that_gathered_at_once) {
  Inbox<int> inbox;
  inbox.put(1);
  inbox.put(2);
  std::vector<int> taken{7};
  EXPECT_TRUE(inbox.take(taken));
  EXPECT_THAT(taken, ElementsAre(1, 2));
}

TEST(Inbox, gives_one_at_a_time_and_then_the_rest) {
  Inbox<int> inbox;
  for (int i = 1; i <= 5; ++i) inbox.put(std::move(i));
  int one = 0;
  EXPECT_TRUE(inbox.take_one(one));
  EXPECT_EQ(one, 1);
  std::vector<int> taken;
  EXPECT_TRUE(inbox.take(taken));
  EXPECT_THAT(taken, ElementsAre(2, 3, 4, 5));
}

TEST(Inbox, wait_ends_with_nothing_when_its_time_is_over) {
  Inbox<int> inbox;
  std::vector<int> taken;
  EXPECT_TRUE(inbox.take(taken, std::chrono::steady_clock::now()));
  EXPECT_THAT(taken, IsEmpty());
}

TEST(Inbox, closed_gives_what_is_there_and_takes_in_until_its_reader_was_told) {
  Inbox<std::unique_ptr<int>> inbox;
  inbox.put(std::make_unique<int>(1));
  inbox.close();
  EXPECT_TRUE(inbox.put(std::make_unique<int>(2)));
  std::vector<std::unique_ptr<int>> taken;
  EXPECT_TRUE(inbox.take(taken));
  EXPECT_EQ(taken.size(), 2u);
  EXPECT_FALSE(inbox.take(taken));
  auto late = std::make_unique<int>(3);
  EXPECT_FALSE(inbox.put(std::move(late)));
  EXPECT_NE(late, nullptr);
}

TEST(Inbox, loses_nothing_between_many_writers_and_many_readers) {
  constexpr int kItems = 20'000;
  constexpr int kThreads = 3;
  Inbox<int> inbox;
  std::atomic<long> sum{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < kThreads; ++i) {
    readers.emplace_back([&] {
      for (int item = 0; inbox.take_one(item);) sum += item;
    });
  }
  std::vector<std::thread> writers;
  for (int i = 0; i < kThreads; ++i) {
    writers.emplace_back([&] {
      for (int item = 1; item <= kItems; ++item) inbox.put(int(item));
    });
  }
  for (std::thread& writer : writers) writer.join();
  inbox.close();
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(sum, kThreads * (static_cast<long>(kItems) * (kItems + 1) / 2));
}

}  // namespace
}  // namespace skald
