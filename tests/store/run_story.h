#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/store/store.h"

namespace skald::store {

/// How a run of a test looks.
struct RunLook {
  std::string workflow_id = "order-1";
  std::string run_id;  ///< empty: a UUID made from the run's number
  std::string namespace_name = "default";
  std::string workflow_type = "place_order";
  std::int64_t start_time = 1'000;
  std::string search_attributes;   ///< serialised
  std::string parent_workflow_id;  ///< empty: nobody started it
};

/// A run as a test tells it: makes the rows and keeps them, so that answers can be compared. Nothing is
/// written here.
class RunStory {
 public:
  /// The first row is `seq`, with `events` events.
  RunStory(Seq seq, const RunLook& look, std::int32_t events = 2);

  /// One more row, with `events` events (0: facts alone).
  const LogRow& then(Seq seq, std::int32_t events = 1, std::size_t event_bytes = 20);
  void close(std::int32_t status, std::int64_t close_time);

  RunNumber number() const { return rows_.front().run; }
  Seq last() const { return rows_.back().seq; }
  const std::vector<LogRow>& rows() const { return rows_; }
  /// The derived row as of the newest row.
  DerivedRow derived() const;
  /// Everything that history() returns for it.
  std::vector<HistoryBatch> batches() const;
  bool is_closed() const { return close_time_ != 0; }

 private:
  RunLook look_;
  std::vector<LogRow> rows_;
  std::int64_t next_event_ = 1;
  std::int32_t status_ = 1;
  std::int64_t close_time_ = 0;
};

/// A UUID that a number makes.
std::string sample_uuid(std::uint64_t number);

}  // namespace skald::store
