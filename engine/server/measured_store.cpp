#include "engine/server/measured_store.h"

#include <chrono>
#include <utility>

namespace skald::server {
namespace {

class MeasuredWriter final : public store::Writer {
 public:
  MeasuredWriter(store::Writer& writer, StoreFigures& figures) : writer_(writer), figures_(figures) {}

  Status begin() override {
    rows_ = 0;
    return writer_.begin();
  }
  Status append(const store::LogRow& row) override {
    ++rows_;
    return writer_.append(row);
  }
  Status write(const store::DerivedRow& row) override { return writer_.write(row); }
  Status fold(const store::Fold& fold) override { return writer_.fold(fold); }
  Status write_meta(store::Seq next_seq, store::Seq uncovered_from) override {
    return writer_.write_meta(next_seq, uncovered_from);
  }
  Status erase(store::RunNumber run) override { return writer_.erase(run); }
  Result<bool> erase_remains(std::size_t chunks) override { return writer_.erase_remains(chunks); }
  Status put(const store::CatalogRow& row) override { return writer_.put(row); }
  Status take_out(const std::string& key) override { return writer_.take_out(key); }
  Status commit() override {
    const auto before = std::chrono::steady_clock::now();
    Status committed = writer_.commit();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
    if (committed.ok()) figures_.note_batch(rows_, took.count());
    return committed;
  }
  void rollback() override { writer_.rollback(); }
  Result<bool> checkpoint_if_needed() override { return writer_.checkpoint_if_needed(); }

 private:
  store::Writer& writer_;
  StoreFigures& figures_;
  std::size_t rows_ = 0;  // of the batch that is open
};

class MeasuredStore final : public store::Store {
 public:
  MeasuredStore(std::unique_ptr<store::Store> store, std::shared_ptr<StoreFigures> figures)
      : store_(std::move(store)), figures_(std::move(figures)), writer_(store_->writer(), *figures_) {}

  const store::Meta& opened() const override { return store_->opened(); }
  store::Writer& writer() override { return writer_; }
  Result<std::unique_ptr<store::Reader>> reader() override { return store_->reader(); }
  Status note_address(const std::string& address) override { return store_->note_address(address); }

 private:
  const std::unique_ptr<store::Store> store_;
  const std::shared_ptr<StoreFigures> figures_;
  MeasuredWriter writer_;
};

std::vector<double> commit_bounds() {
  return {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};
}

}  // namespace

StoreFigures::StoreFigures()
    : batch_rows_({0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}), commit_seconds_(commit_bounds()) {}

void StoreFigures::note_batch(std::size_t rows, double commit_seconds) {
  batch_rows_.add(static_cast<double>(rows));
  commit_seconds_.add(commit_seconds);
}

void StoreFigures::write(Exposition& out) const {
  out.begin("skald_commit_duration_seconds", Exposition::Kind::kHistogram,
            "How long a batch took to become durable: its commit and its sync.");
  out.sample({}, commit_seconds_);
  out.begin("skald_commit_batch_rows", Exposition::Kind::kHistogram, "Transitions that shared one sync.");
  out.sample({}, batch_rows_);
}

std::unique_ptr<store::Store> measured_store(std::unique_ptr<store::Store> store,
                                             std::shared_ptr<StoreFigures> figures) {
  return std::make_unique<MeasuredStore>(std::move(store), std::move(figures));
}

}  // namespace skald::server
