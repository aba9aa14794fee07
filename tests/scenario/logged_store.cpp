#include "tests/scenario/logged_store.h"

#include <stdexcept>
#include <utility>

namespace skald::tests {
namespace {

using store::Seq;

class LoggedWriter final : public store::Writer {
 public:
  LoggedWriter(store::Writer& writer, LogRows& rows) : writer_(writer), rows_(rows) {}

  Status begin() override { return writer_.begin(); }
  Status append(const store::LogRow& row) override {
    rows_.push_back(row);
    return writer_.append(row);
  }
  Status write(const store::DerivedRow& row) override { return writer_.write(row); }
  Status fold(const store::Fold& fold) override { return writer_.fold(fold); }
  Status write_meta(Seq next, Seq uncovered) override { return writer_.write_meta(next, uncovered); }
  Status erase(store::RunNumber run) override { return writer_.erase(run); }
  Result<bool> erase_remains(std::size_t chunks) override { return writer_.erase_remains(chunks); }
  Status put(const store::CatalogRow& row) override { return writer_.put(row); }
  Status take_out(const std::string& key) override { return writer_.take_out(key); }
  Status commit() override { return writer_.commit(); }
  void rollback() override { writer_.rollback(); }
  Result<bool> checkpoint_if_needed() override { return writer_.checkpoint_if_needed(); }

 private:
  store::Writer& writer_;
  LogRows& rows_;
};

class LoggedStore final : public store::Store {
 public:
  LoggedStore(std::unique_ptr<store::Store> store, LogRows& rows)
      : store_(std::move(store)), writer_(store_->writer(), rows) {}

  const store::Meta& opened() const override { return store_->opened(); }
  store::Writer& writer() override { return writer_; }
  Result<std::unique_ptr<store::Reader>> reader() override { return store_->reader(); }

 private:
  const std::unique_ptr<store::Store> store_;
  LoggedWriter writer_;
};

// A memory store, opened again: it says where recovery starts.
class CutStore final : public store::Store {
 public:
  CutStore(std::unique_ptr<store::Store> store, store::Meta meta) : store_(std::move(store)), meta_(meta) {}

  const store::Meta& opened() const override { return meta_; }
  store::Writer& writer() override { return store_->writer(); }
  Result<std::unique_ptr<store::Reader>> reader() override { return store_->reader(); }

 private:
  const std::unique_ptr<store::Store> store_;
  const store::Meta meta_;
};

void check(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().message);
}

}  // namespace

std::unique_ptr<store::Store> logged_store(std::unique_ptr<store::Store> store, LogRows& rows) {
  return std::make_unique<LoggedStore>(std::move(store), rows);
}

std::unique_ptr<store::Store> cut_store(const LogRows& rows, std::size_t count) {
  auto store = store::open_memory();
  store::Writer& writer = store->writer();
  check(writer.begin());
  for (std::size_t i = 0; i < count; ++i) check(writer.append(rows.at(i)));
  const Seq next = count == 0 ? 1 : rows.at(count - 1).seq + 1;
  check(writer.write_meta(next, 1));
  check(writer.commit());
  return std::make_unique<CutStore>(std::move(store), store::Meta{next, 1, 2});
}

}  // namespace skald::tests
