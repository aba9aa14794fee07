#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "engine/base/assert.h"
#include "engine/store/memory/memory_rows.h"
#include "engine/store/page_token.h"
#include "engine/store/search_values.h"

namespace skald::store {
namespace {

/// Committed rows, behind a lock.
struct Committed {
  std::mutex mutex;
  MemoryRows rows;
};

std::int64_t last_event_of(const HistoryBatch& batch) { return batch.first_event_id + batch.event_count - 1; }

bool matches(const ListFilter& filter, const DerivedRow& row) {
  const Visibility& seen = row.visibility;
  return seen.namespace_name == filter.namespace_name && fits(filter.condition, seen);
}

api::AttributeValue group_of(const Visibility& run, GroupBy group) {
  if (group == GroupBy::kStatus) return std::int64_t{run.status};
  for (const SearchValue& each : search_values(run.search_attributes)) {
    if (each.attribute == kNamespaceDivision) return each.value;
  }
  return std::string();
}

/// Works on rows of its own and repeats every call on the committed ones at commit.
class MemoryWriter : public Writer {
 public:
  explicit MemoryWriter(std::shared_ptr<Committed> committed) : committed_(std::move(committed)) {}

  Status begin() override {
    SKALD_ASSERT(!is_open_);
    is_open_ = true;
    return {};
  }
  Status append(const LogRow& row) override {
    return change([row](MemoryRows& rows) { return rows.append(row); });
  }
  Status write(const DerivedRow& row) override {
    return change([row](MemoryRows& rows) { return rows.write(row), Status(); });
  }
  Status fold(const Fold& fold) override {
    return change([fold](MemoryRows& rows) { return rows.fold(fold); });
  }
  Status write_meta(Seq next_seq, Seq uncovered_from) override {
    return change([=](MemoryRows& rows) { return rows.write_meta(next_seq, uncovered_from), Status(); });
  }
  Status erase(RunNumber run) override {
    return change([run](MemoryRows& rows) { return rows.erase(run), Status(); });
  }
  Result<bool> erase_remains(std::size_t) override { return true; }
  Status put(const CatalogRow& row) override {
    return change([row](MemoryRows& rows) { return rows.put(row), Status(); });
  }
  Status take_out(const std::string& key) override {
    return change([key](MemoryRows& rows) { return rows.take_out(key), Status(); });
  }
  Status commit() override {
    SKALD_TRY(check_open());
    const std::lock_guard lock(committed_->mutex);
    for (const Change& made : changes_) SKALD_ASSERT(made(committed_->rows).ok());
    changes_.clear();
    is_open_ = false;
    return {};
  }
  void rollback() override {
    const std::lock_guard lock(committed_->mutex);
    if (!changes_.empty()) rows_ = committed_->rows;
    changes_.clear();
    is_open_ = false;
  }
  Result<bool> checkpoint_if_needed() override { return false; }

 private:
  using Change = std::function<Status(MemoryRows&)>;

  Status check_open() const {
    if (is_open_) return {};
    return Error{Code::kFailedPrecondition, "memory: no transaction is open", {}};
  }
  Status change(Change made) {
    SKALD_TRY(check_open());
    SKALD_TRY(made(rows_));
    changes_.push_back(std::move(made));
    return {};
  }

  const std::shared_ptr<Committed> committed_;
  MemoryRows rows_;
  std::vector<Change> changes_;
  bool is_open_ = false;
};

class MemoryReader : public Reader {
 public:
  explicit MemoryReader(std::shared_ptr<Committed> committed) : committed_(std::move(committed)) {}

  Result<Meta> meta() override {
    const std::lock_guard lock(committed_->mutex);
    return committed_->rows.meta();
  }
  Result<std::optional<DerivedRow>> current_run(const std::string& namespace_name,
                                                const std::string& workflow_id) override {
    return newest([&](const DerivedRow& row) {
      return row.visibility.namespace_name == namespace_name && row.visibility.workflow_id == workflow_id;
    });
  }
  Result<std::optional<DerivedRow>> run(const std::string& namespace_name, const std::string& workflow_id,
                                        const std::string& run_id) override {
    return newest([&](const DerivedRow& row) {
      const Visibility& seen = row.visibility;
      return seen.namespace_name == namespace_name && seen.workflow_id == workflow_id &&
             seen.run_id == run_id;
    });
  }
  Result<std::optional<DerivedRow>> run(RunNumber run) override {
    return newest([&](const DerivedRow& row) { return row.run == run; });
  }
  Result<std::vector<LogRow>> chain(RunNumber run, Seq last, Seq after) override {
    const std::lock_guard lock(committed_->mutex);
    auto rows = committed_->rows.walk(run, last, after);
    if (rows) std::reverse(rows->begin(), rows->end());
    return rows;
  }
  Result<std::vector<HistoryBatch>> history(RunNumber run, Seq last, std::int64_t from_event_id,
                                            std::size_t max_batches) override;
  Result<std::vector<HistoryBatch>> history_reverse(RunNumber run, Seq last, std::int64_t from_event_id,
                                                    std::size_t max_batches) override;
  Result<ListPage> list(const ListFilter& filter, std::size_t page_size,
                        const std::string& page_token) override;
  Result<std::int64_t> count(const ListFilter& filter) override {
    const std::lock_guard lock(committed_->mutex);
    const auto& runs = committed_->rows.runs();
    return std::count_if(runs.begin(), runs.end(),
                         [&](const auto& entry) { return matches(filter, entry.second); });
  }
  Result<std::vector<CountOf>> count_by(const ListFilter& filter, GroupBy group) override;
  Result<std::vector<DerivedRow>> closed_before(const std::string& namespace_name, std::int64_t time,
                                                std::size_t limit) override;
  Result<bool> has_remains() override { return false; }
  Result<std::vector<CatalogRow>> catalog(const std::string& prefix) override {
    const std::lock_guard lock(committed_->mutex);
    std::vector<CatalogRow> found;
    for (const auto& [key, body] : committed_->rows.catalog()) {
      if (key.rfind(prefix, 0) == 0) found.push_back({key, body});
    }
    return found;
  }
  Result<std::vector<WorkflowId>> workflow_ids(const WorkflowId& after, std::size_t limit) override;
  Status scan_open(const std::function<Status(DerivedRow&&)>& row,
                   const std::function<void(RunNumber, const Error&)>&) override {
    std::unique_lock lock(committed_->mutex);
    const auto runs = committed_->rows.runs();
    lock.unlock();
    for (const auto& [number, derived] : runs) {
      if (!derived.is_closed) SKALD_TRY(row(DerivedRow(derived)));
    }
    return {};
  }
  Status scan_log(Seq from, const std::function<Status(LogRow&&)>& row,
                  const std::function<void(RunNumber, const Error&)>&) override {
    std::unique_lock lock(committed_->mutex);
    const auto log = committed_->rows.log();
    lock.unlock();
    for (auto place = log.lower_bound(from); place != log.end(); ++place)
      SKALD_TRY(row(LogRow(place->second)));
    return {};
  }

 private:
  Result<std::optional<DerivedRow>> newest(const std::function<bool(const DerivedRow&)>& is_wanted) {
    const std::lock_guard lock(committed_->mutex);
    const auto& runs = committed_->rows.runs();
    for (auto entry = runs.rbegin(); entry != runs.rend(); ++entry) {
      if (is_wanted(entry->second)) return std::optional<DerivedRow>(entry->second);
    }
    return std::optional<DerivedRow>();
  }

  const std::shared_ptr<Committed> committed_;
};

Result<std::vector<WorkflowId>> MemoryReader::workflow_ids(const WorkflowId& after, std::size_t limit) {
  const std::lock_guard lock(committed_->mutex);
  std::set<WorkflowId> ids;
  for (const auto& [number, row] : committed_->rows.runs()) {
    WorkflowId id{row.visibility.namespace_name, row.visibility.workflow_id};
    if (id > after) ids.insert(std::move(id));
  }
  const auto end = std::next(ids.begin(), static_cast<std::ptrdiff_t>(std::min(limit, ids.size())));
  return std::vector<WorkflowId>(ids.begin(), end);
}

Result<std::vector<HistoryBatch>> MemoryReader::history(RunNumber run, Seq last, std::int64_t from_event_id,
                                                        std::size_t max_batches) {
  const std::lock_guard lock(committed_->mutex);
  auto batches = committed_->rows.batches(run, last);
  if (!batches) return batches;
  std::vector<HistoryBatch> page;
  for (HistoryBatch& batch : *batches) {
    if (last_event_of(batch) >= from_event_id && page.size() < max_batches) page.push_back(std::move(batch));
  }
  return page;
}

Result<std::vector<HistoryBatch>> MemoryReader::history_reverse(RunNumber run, Seq last,
                                                                std::int64_t from_event_id,
                                                                std::size_t max_batches) {
  const std::lock_guard lock(committed_->mutex);
  auto batches = committed_->rows.batches(run, last);
  if (!batches) return batches;
  std::vector<HistoryBatch> page;
  for (auto batch = batches->rbegin(); batch != batches->rend(); ++batch) {
    const bool is_wanted = from_event_id == 0 || batch->first_event_id <= from_event_id;
    if (is_wanted && page.size() < max_batches) page.push_back(std::move(*batch));
  }
  return page;
}

Result<ListPage> MemoryReader::list(const ListFilter& filter, std::size_t page_size,
                                    const std::string& page_token) {
  std::optional<ListPlace> before;
  if (!page_token.empty()) {
    auto decoded = decode_page_token(page_token);
    if (!decoded) return decoded.error();
    before = *decoded;
  }
  ListPage page;
  if (page_size == 0) return page;
  const std::lock_guard lock(committed_->mutex);
  std::vector<const DerivedRow*> found;
  for (const auto& [number, row] : committed_->rows.runs()) {
    if (matches(filter, row) && (!before || list_place(row) < *before)) found.push_back(&row);
  }
  std::sort(found.begin(), found.end(),
            [](const DerivedRow* a, const DerivedRow* b) { return list_place(*a) > list_place(*b); });
  if (found.size() > page_size) page.next_page_token = encode_page_token(list_place(*found[page_size - 1]));
  for (std::size_t i = 0; i < std::min(found.size(), page_size); ++i) {
    page.rows.push_back(*found[i]);
    page.rows.back().snapshot.clear();
  }
  return page;
}

Result<std::vector<CountOf>> MemoryReader::count_by(const ListFilter& filter, GroupBy group) {
  const std::lock_guard lock(committed_->mutex);
  std::map<api::AttributeValue, std::int64_t> counts;
  for (const auto& [number, row] : committed_->rows.runs()) {
    if (matches(filter, row)) ++counts[group_of(row.visibility, group)];
  }
  std::vector<CountOf> result;
  for (const auto& [value, count] : counts) result.push_back({value, count});
  return result;
}

Result<std::vector<DerivedRow>> MemoryReader::closed_before(const std::string& namespace_name,
                                                            std::int64_t time, std::size_t limit) {
  const std::lock_guard lock(committed_->mutex);
  std::vector<DerivedRow> found;
  for (const auto& [number, row] : committed_->rows.runs()) {
    const Visibility& seen = row.visibility;
    if (row.is_closed && seen.namespace_name == namespace_name && seen.close_time < time)
      found.push_back(row);
  }
  std::sort(found.begin(), found.end(),
            [](const DerivedRow& a, const DerivedRow& b) { return list_place(a) < list_place(b); });
  if (found.size() > limit) found.resize(limit);
  for (DerivedRow& row : found) row.snapshot.clear();
  return found;
}

class MemoryStore : public Store {
 public:
  const Meta& opened() const override { return opened_; }
  Writer& writer() override { return writer_; }
  Result<std::unique_ptr<Reader>> reader() override {
    return std::unique_ptr<Reader>(std::make_unique<MemoryReader>(committed_));
  }

 private:
  const Meta opened_{.next_seq = 1, .uncovered_from = 1, .incarnation = 1};
  const std::shared_ptr<Committed> committed_ = std::make_shared<Committed>();
  MemoryWriter writer_{committed_};
};

}  // namespace

std::unique_ptr<Store> open_memory() { return std::make_unique<MemoryStore>(); }

}  // namespace skald::store
