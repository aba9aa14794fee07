#include "engine/store/memory/memory_rows.h"

#include <algorithm>
#include <utility>

#include "engine/store/row_errors.h"

namespace skald::store {
namespace {

Status add_batch(RunNumber run, const LogRow& row, std::vector<HistoryBatch>& batches) {
  if (row.event_count == 0) return {};
  if (!batches.empty()) {
    const std::int64_t last = batches.back().first_event_id + batches.back().event_count - 1;
    if (row.first_event_id != last + 1) return event_gap(run, row.seq, last, row.first_event_id);
  }
  batches.push_back({row.first_event_id, row.event_count, row.events});
  return {};
}

}  // namespace

Status MemoryRows::append(const LogRow& row) {
  if (!log_.emplace(row.seq, row).second) {
    return Error{
        Code::kAlreadyExists, "a row of number " + std::to_string(row.seq) + " is there already", {}};
  }
  meta_.next_seq = std::max(meta_.next_seq, row.seq + 1);
  return {};
}

void MemoryRows::write(const DerivedRow& row) {
  const auto [place, is_new] = runs_.emplace(row.run, row);
  if (!is_new && row.covered >= place->second.covered) place->second = row;
}

Status MemoryRows::fold(const Fold& fold) {
  const auto derived = runs_.find(fold.run);
  if (derived == runs_.end() || derived->second.covered < fold.through) return not_covered(fold);
  const Seq before = folded_last(fold.run);
  if (log_.count(fold.through) == 0 && before >= fold.through) return {};
  auto rows = walk(fold.run, fold.through, std::min(before, fold.through - 1));
  if (!rows) return rows.error();
  Folded folded = folded_[fold.run];
  for (auto row = rows->rbegin(); row != rows->rend(); ++row)
    SKALD_TRY(add_batch(fold.run, *row, folded.batches));
  for (const LogRow& row : *rows) log_.erase(row.seq);
  folded.last = fold.through;
  folded_[fold.run] = std::move(folded);
  return {};
}

void MemoryRows::write_meta(Seq next_seq, Seq uncovered_from) {
  meta_.next_seq = std::max(meta_.next_seq, next_seq);
  meta_.uncovered_from = uncovered_from;
}

void MemoryRows::erase(RunNumber run) {
  runs_.erase(run);
  folded_.erase(run);
  std::erase_if(log_, [run](const auto& entry) { return entry.second.run == run; });
}

Result<std::vector<LogRow>> MemoryRows::walk(RunNumber run, Seq last, Seq after) const {
  std::vector<LogRow> rows;
  for (Seq seq = last; seq > after; seq = rows.back().prev) {
    const auto found = log_.find(seq);
    if (found == log_.end()) {
      return folded_last(run) >= seq ? folded_meanwhile(run, seq) : missing_row(run, seq);
    }
    if (found->second.run != run) return foreign_row(run, seq, found->second.run);
    rows.push_back(found->second);
  }
  return rows;
}

Result<std::vector<HistoryBatch>> MemoryRows::batches(RunNumber run, Seq last) const {
  auto rows = walk(run, last, folded_last(run));
  if (!rows) return rows.error();
  const auto folded = folded_.find(run);
  std::vector<HistoryBatch> batches;
  if (folded != folded_.end()) batches = folded->second.batches;
  for (auto row = rows->rbegin(); row != rows->rend(); ++row) SKALD_TRY(add_batch(run, *row, batches));
  return batches;
}

Seq MemoryRows::folded_last(RunNumber run) const {
  const auto found = folded_.find(run);
  return found == folded_.end() ? 0 : found->second.last;
}

}  // namespace skald::store
