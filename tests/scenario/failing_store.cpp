#include "tests/scenario/failing_store.h"

#include <thread>
#include <utility>

namespace skald::tests {
namespace {

using store::DerivedRow;
using store::RunNumber;
using store::Seq;

Error no_answer() { return Error{Code::kUnavailable, "the disk does not answer", {}}; }

class FailingReader final : public store::Reader {
 public:
  FailingReader(std::unique_ptr<store::Reader> reader, StoreFaults& faults)
      : reader_(std::move(reader)), faults_(faults) {}

  Result<store::Meta> meta() override { return reader_->meta(); }
  Result<std::optional<DerivedRow>> current_run(const std::string& space, const std::string& id) override {
    if (faults_.reads) return no_answer();
    return reader_->current_run(space, id);
  }
  Result<std::optional<DerivedRow>> run(const std::string& space, const std::string& id,
                                        const std::string& run_id) override {
    if (faults_.reads) return no_answer();
    return reader_->run(space, id, run_id);
  }
  Result<std::optional<DerivedRow>> run(RunNumber run) override { return reader_->run(run); }
  Result<std::vector<store::LogRow>> chain(RunNumber run, Seq last, Seq after) override {
    return reader_->chain(run, last, after);
  }
  Result<std::vector<store::HistoryBatch>> history(RunNumber run, Seq last, std::int64_t from,
                                                   std::size_t most) override {
    if (faults_.histories) return no_answer();
    if (faults_.before_events) faults_.before_events();
    return reader_->history(run, last, from, most);
  }
  Result<std::vector<store::HistoryBatch>> history_reverse(RunNumber run, Seq last, std::int64_t from,
                                                           std::size_t most) override {
    if (faults_.before_events) faults_.before_events();
    return reader_->history_reverse(run, last, from, most);
  }
  Result<store::ListPage> list(const store::ListFilter& filter, std::size_t size,
                               const std::string& token) override {
    return reader_->list(filter, size, token);
  }
  Result<std::int64_t> count(const store::ListFilter& filter) override {
    ++faults_.counts;
    while (faults_.counting) std::this_thread::yield();
    return reader_->count(filter);
  }
  Result<std::vector<store::CountOf>> count_by(const store::ListFilter& filter,
                                               store::GroupBy group) override {
    return reader_->count_by(filter, group);
  }
  Result<std::vector<DerivedRow>> closed_before(const std::string& space, std::int64_t time,
                                                std::size_t most) override {
    return reader_->closed_before(space, time, most);
  }
  Result<bool> has_remains() override { return reader_->has_remains(); }
  Result<std::vector<store::CatalogRow>> catalog(const std::string& prefix) override {
    return reader_->catalog(prefix);
  }
  Result<std::vector<store::WorkflowId>> workflow_ids(const store::WorkflowId& after,
                                                      std::size_t limit) override {
    if (faults_.reads) return no_answer();
    return reader_->workflow_ids(after, limit);
  }
  Status scan_open(const std::function<Status(DerivedRow&&)>& row,
                   const std::function<void(RunNumber, const Error&)>& damaged) override {
    return reader_->scan_open(row, damaged);
  }
  Status scan_log(Seq from, const std::function<Status(store::LogRow&&)>& row,
                  const std::function<void(RunNumber, const Error&)>& damaged) override {
    if (faults_.recovery) return no_answer();
    return reader_->scan_log(from, row, damaged);
  }

 private:
  const std::unique_ptr<store::Reader> reader_;
  StoreFaults& faults_;
};

class FailingWriter final : public store::Writer {
 public:
  FailingWriter(store::Writer& writer, StoreFaults& faults) : writer_(writer), faults_(faults) {}

  Status begin() override { return faults_.locked ? Status(no_answer()) : writer_.begin(); }
  Status append(const store::LogRow& row) override { return writer_.append(row); }
  Status write(const DerivedRow& row) override { return writer_.write(row); }
  Status fold(const store::Fold& fold) override { return writer_.fold(fold); }
  Status write_meta(Seq next, Seq uncovered) override { return writer_.write_meta(next, uncovered); }
  Status erase(RunNumber run) override { return writer_.erase(run); }
  Result<bool> erase_remains(std::size_t chunks) override { return writer_.erase_remains(chunks); }
  Status put(const store::CatalogRow& row) override { return writer_.put(row); }
  Status take_out(const std::string& key) override { return writer_.take_out(key); }
  Status commit() override { return writer_.commit(); }
  void rollback() override { writer_.rollback(); }
  Result<bool> checkpoint_if_needed() override { return writer_.checkpoint_if_needed(); }

 private:
  store::Writer& writer_;
  StoreFaults& faults_;
};

class FailingStore final : public store::Store {
 public:
  FailingStore(std::unique_ptr<store::Store> store, StoreFaults& faults)
      : store_(std::move(store)), faults_(faults), writer_(store_->writer(), faults) {}

  const store::Meta& opened() const override { return store_->opened(); }
  store::Writer& writer() override { return writer_; }
  Result<std::unique_ptr<store::Reader>> reader() override {
    auto reader = store_->reader();
    if (!reader.ok()) return std::move(reader).error();
    return std::unique_ptr<store::Reader>(std::make_unique<FailingReader>(std::move(*reader), faults_));
  }

 private:
  const std::unique_ptr<store::Store> store_;
  StoreFaults& faults_;
  FailingWriter writer_;
};

}  // namespace

std::unique_ptr<store::Store> failing_store(std::unique_ptr<store::Store> store, StoreFaults& faults) {
  return std::make_unique<FailingStore>(std::move(store), faults);
}

}  // namespace skald::tests
