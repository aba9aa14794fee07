#include "tests/store/store_under_test.h"

#include <utility>

namespace skald::store {

void expect_ok(const Status& status) { EXPECT_TRUE(status.ok()) << status.error().message; }

Code code_of(const Status& status) {
  EXPECT_FALSE(status.ok());
  return status.ok() ? Code::kInvalidArgument : status.error().code;
}

std::unique_ptr<Store> open_or_fail(const Options& options) {
  auto store = open_sqlite(options);
  EXPECT_TRUE(store.ok()) << store.error().message;
  return store.ok() ? *std::move(store) : nullptr;
}

StoreUnderTest::StoreUnderTest(Kind kind) : kind_(kind) {
  if (kind_ == Kind::kMemory) {
    store_ = open_memory();
  } else {
    reopen();
  }
}

void StoreUnderTest::reopen() {
  if (kind_ == Kind::kMemory) return;
  reader_.reset();
  store_.reset();
  Options options;
  options.path = path();
  store_ = open_or_fail(options);
}

Reader& StoreUnderTest::reader() {
  if (!reader_) reader_ = value_of(store_->reader());
  return *reader_;
}

void StoreUnderTest::append(const RunStory& run) {
  expect_ok(writer().begin());
  for (const LogRow& row : run.rows()) expect_ok(writer().append(row));
  expect_ok(writer().commit());
}

void StoreUnderTest::append_row(const LogRow& row) {
  expect_ok(writer().begin());
  expect_ok(writer().append(row));
  expect_ok(writer().commit());
}

void StoreUnderTest::write(const RunStory& run) {
  expect_ok(writer().begin());
  expect_ok(writer().write(run.derived()));
  expect_ok(writer().commit());
}

void StoreUnderTest::fold(const RunStory& run) {
  expect_ok(writer().begin());
  expect_ok(writer().write(run.derived()));
  expect_ok(writer().fold({.run = run.number(), .through = run.last()}));
  expect_ok(writer().commit());
}

}  // namespace skald::store
