#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/store/store.h"

namespace skald::store {

/// The rows of a store on maps: the contract in its plainest form, for SQLite's to be compared with.
class MemoryRows {
 public:
  Status append(const LogRow& row);
  void write(const DerivedRow& row);
  Status fold(const Fold& fold);
  void write_meta(Seq next_seq, Seq uncovered_from);
  void erase(RunNumber run);
  void put(const CatalogRow& row) { catalog_[row.key] = row.body; }
  void take_out(const std::string& key) { catalog_.erase(key); }

  const Meta& meta() const { return meta_; }
  const std::map<Seq, LogRow>& log() const { return log_; }
  const std::map<RunNumber, DerivedRow>& runs() const { return runs_; }
  const std::map<std::string, std::string>& catalog() const { return catalog_; }
  /// The run's rows with after < seq <= last, newest first.
  Result<std::vector<LogRow>> walk(RunNumber run, Seq last, Seq after) const;
  /// All batches of a run, oldest first.
  Result<std::vector<HistoryBatch>> batches(RunNumber run, Seq last) const;

 private:
  struct Folded {
    Seq last = 0;
    std::vector<HistoryBatch> batches;
  };
  Seq folded_last(RunNumber run) const;

  Meta meta_{.next_seq = 1, .uncovered_from = 1, .incarnation = 1};
  std::map<Seq, LogRow> log_;
  std::map<RunNumber, DerivedRow> runs_;
  std::map<RunNumber, Folded> folded_;
  std::map<std::string, std::string> catalog_;
};

}  // namespace skald::store
