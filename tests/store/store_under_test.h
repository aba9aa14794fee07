#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/store/store.h"
#include "tests/store/run_story.h"
#include "tests/store/temporary_folder.h"

namespace skald::store {

/// Fails the test unless `status` is a success.
void expect_ok(const Status& status);

/// The value, or a failed test and a default one.
template <class T>
T value_of(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? *std::move(result) : T{};
}

/// The code of an error; fails the test if there is none.
template <class T>
Code code_of(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Code::kInvalidArgument : result.error().code;
}
Code code_of(const Status& status);

enum class Kind { kSqlite, kMemory };

/// A store of either kind with the few words that tests need. Opened again, a SQLite store reads its file; a
/// memory store has nothing to read and stays open.
class StoreUnderTest {
 public:
  explicit StoreUnderTest(Kind kind);

  void reopen();
  Store& store() { return *store_; }
  Writer& writer() { return store_->writer(); }
  /// Of committed data.
  Reader& reader();
  std::string path() const { return folder_.file("test.db"); }

  /// One transaction each.
  void append(const RunStory& run);
  void append_row(const LogRow& row);
  void write(const RunStory& run);
  void fold(const RunStory& run);

 private:
  const Kind kind_;
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Reader> reader_;
};

/// Opens a SQLite store; fails the test if that fails.
std::unique_ptr<Store> open_or_fail(const Options& options);

}  // namespace skald::store
