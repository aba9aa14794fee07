#include "tools/cli/offline_view.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/api/stored_message.h"
#include "engine/core/apply.h"
#include "engine/core/snapshot.h"
#include "engine/runtime/log_codec.h"
#include "skald/internal/v1/namespace_record.pb.h"

namespace skald::cli {

using store::DerivedRow;
using store::ListFilter;
using store::LogRow;
using store::RunNumber;

namespace {

constexpr std::size_t kPageSize = 256;
/// A reader that finds an owner coming or a page changing says so; the same question then gets an answer.
constexpr int kTries = 3;

/// Larger: comes earlier in a list (store::ListFilter).
auto list_place(const StoredRun& run) {
  const store::Visibility& row = run.visibility;
  return std::make_tuple(row.close_time == 0, row.close_time, row.start_time, run.number);
}

bool fits(const ListFilter& filter, const store::Visibility& row) {
  return row.namespace_name == filter.namespace_name && store::fits(filter.condition, row);
}

bool has_name(const store::Visibility& row, const RunName& name) {
  return row.namespace_name == name.namespace_name && row.workflow_id == name.workflow_id &&
         (name.run_id.empty() || row.run_id == name.run_id);
}

Error not_found(const RunName& name) {
  const std::string run = name.run_id.empty() ? "" : ", run " + name.run_id;
  return {Code::kNotFound,
          "no workflow " + name.workflow_id + run + " in the namespace " + name.namespace_name,
          {}};
}

}  // namespace

Result<OfflineView> OfflineView::open(const std::string& path) {
  Status status;
  for (int i = 0; i < kTries; ++i) {
    auto reader = store::open_sqlite_reader(path);
    if (!reader) return std::move(reader).error();
    OfflineView view;
    view.reader_ = *std::move(reader);
    status = view.read_tail();
    if (status.ok()) return view;
    if (status.error().code != Code::kConflict) break;
  }
  return std::move(status).error();
}

Status OfflineView::read_tail() {
  auto meta = reader_->meta();
  if (!meta) return std::move(meta).error();
  SKALD_TRY(reader_->scan_log(
      meta->uncovered_from,
      [this](LogRow&& row) {
        tails_[row.run].push_back(std::move(row));
        return Status();
      },
      [this](RunNumber run, const Error& error) { note_damage(run, error); }));
  return take_tails();
}

Status OfflineView::take_tails() {
  for (const auto& [number, tail] : tails_) {
    auto row = reader_->run(number);
    if (!row) {
      if (row.error().code != Code::kDataLoss) return std::move(row).error();
      note_damage(number, row.error());
      continue;
    }
    StoredRun run;
    run.number = number;
    if (row->has_value()) {
      auto known = from_row(*std::move(row));
      if (!known) note_damage(number, known.error());
      if (!known || !known->has_value()) continue;
      run = **std::move(known);
    } else if (const Status applied = apply_tail(tail, 0, run); !applied.ok()) {
      note_damage(number, applied.error());
      continue;
    }
    run.state.Clear();
    changed_.emplace(number, std::move(run));
  }
  return {};
}

Status OfflineView::apply_tail(const std::vector<LogRow>& tail, store::Seq covered, StoredRun& run) const {
  bool changed = false;
  for (const LogRow& row : tail) {
    if (row.seq <= covered) continue;
    if (row.prev != run.last) {
      return Error{Code::kDataLoss,
                   "row " + std::to_string(row.seq) + " does not follow row " + std::to_string(run.last),
                   {}};
    }
    auto transition = runtime::decode(row);
    if (!transition) return std::move(transition).error();
    SKALD_TRY(core::apply(*transition, run.state));
    run.last = row.seq;
    changed = true;
  }
  if (changed) run.visibility = runtime::visibility_of(run.state);
  return {};
}

Result<std::optional<StoredRun>> OfflineView::from_row(std::optional<DerivedRow> row) const {
  if (!row) return std::optional<StoredRun>();
  StoredRun run{row->run, row->last, std::move(row->visibility), {}};
  auto state = core::from_snapshot(row->snapshot);
  if (!state) return std::move(state).error();
  run.state = *std::move(state);
  if (const auto tail = tails_.find(run.number); tail != tails_.end()) {
    SKALD_TRY(apply_tail(tail->second, row->covered, run));
  }
  return std::optional<StoredRun>(std::move(run));
}

Result<StoredRun> OfflineView::load(RunNumber number) {
  auto row = reader_->run(number);
  if (!row) return std::move(row).error();
  if (row->has_value()) {
    auto run = from_row(*std::move(row));
    if (!run) return std::move(run).error();
    return **std::move(run);
  }
  StoredRun run;
  run.number = number;
  const auto tail = tails_.find(number);
  if (tail == tails_.end())
    return Error{Code::kNotFound, "there is no run number " + std::to_string(number), {}};
  SKALD_TRY(apply_tail(tail->second, 0, run));
  return run;
}

const StoredRun* OfflineView::newest_in_tail(const RunName& name) const {
  for (auto entry = changed_.rbegin(); entry != changed_.rend(); ++entry) {
    if (has_name(entry->second.visibility, name)) return &entry->second;
  }
  return nullptr;
}

Result<StoredRun> OfflineView::find(const RunName& name) {
  auto row = name.run_id.empty() ? reader_->current_run(name.namespace_name, name.workflow_id)
                                 : reader_->run(name.namespace_name, name.workflow_id, name.run_id);
  if (!row) return std::move(row).error();
  RunNumber number = row->has_value() ? (*row)->run : 0;
  if (const StoredRun* recent = newest_in_tail(name)) number = std::max(number, recent->number);
  if (number == 0) return not_found(name);
  return load(number);
}

Result<core::SearchAttributeTypes> OfflineView::search_attributes(const std::string& namespace_name) {
  auto rows = reader_->catalog("namespace/");
  if (!rows) return std::move(rows).error();
  for (const store::CatalogRow& row : *rows) {
    internal::v1::NamespaceRecord record;
    if (!record.ParseFromString(row.body) || record.info().name() != namespace_name) continue;
    return core::SearchAttributeTypes({record.search_attributes().begin(), record.search_attributes().end()});
  }
  return core::SearchAttributeTypes();
}

Status OfflineView::each(const ListFilter& filter, const std::function<bool(const StoredRun&)>& visit) {
  std::vector<const StoredRun*> recent;
  for (const auto& [number, run] : changed_) {
    if (fits(filter, run.visibility)) recent.push_back(&run);
  }
  std::sort(recent.begin(), recent.end(),
            [](const StoredRun* a, const StoredRun* b) { return list_place(*a) > list_place(*b); });
  auto next = recent.begin();
  std::string token;
  do {
    auto page = reader_->list(filter, kPageSize, token);
    if (!page) return std::move(page).error();
    for (const RunNumber number : page->damaged)
      note_damage(number, Error{Code::kDataLoss, "its row is damaged", {}});
    for (DerivedRow& row : page->rows) {
      if (changed_.count(row.run) != 0) continue;
      const StoredRun run{row.run, row.last, std::move(row.visibility), {}};
      for (; next != recent.end() && list_place(**next) > list_place(run); ++next) {
        if (!visit(**next)) return {};
      }
      if (!visit(run)) return {};
    }
    token = std::move(page->next_page_token);
  } while (!token.empty());
  for (; next != recent.end(); ++next) {
    if (!visit(**next)) return {};
  }
  return {};
}

Result<std::int64_t> OfflineView::count(const ListFilter& filter) {
  std::int64_t total = 0;
  SKALD_TRY(each(filter, [&](const StoredRun&) {
    ++total;
    return true;
  }));
  return total;
}

void OfflineView::note_damage(RunNumber run, const Error& error) {
  damages_.push_back("run number " + std::to_string(run) + " is damaged and left out: " + error.message);
}

Result<temporal::api::history::v1::History> read_history(store::Reader& reader, const StoredRun& run) {
  temporal::api::history::v1::History history;
  std::int64_t next = 1;
  while (true) {
    auto page = reader.history(run.number, run.last, next, kPageSize);
    if (!page) return std::move(page).error();
    for (const store::HistoryBatch& batch : *page) {
      // Serialised histories, one after another, are one history.
      if (!api::merge_stored(batch.events, history)) {
        return Error{Code::kDataLoss,
                     "the events of run " + run.visibility.run_id + " from " +
                         std::to_string(batch.first_event_id) + " on cannot be read",
                     {}};
      }
      next = batch.first_event_id + batch.event_count;
    }
    if (page->size() < kPageSize) break;
  }
  // The owner may have appended meanwhile; the run is shown as it was found.
  const auto known = static_cast<int>(run.visibility.history_length);
  if (known > 0 && history.events_size() > known) {
    history.mutable_events()->DeleteSubrange(known, history.events_size() - known);
  }
  return history;
}

}  // namespace skald::cli
