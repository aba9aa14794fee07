#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/store/sqlite/folded.h"
#include "engine/store/sqlite/log_chain.h"

namespace skald::store {

/// Which run, and where a page of its history begins; see Reader::history.
struct PageRequest {
  RunNumber run = 0;
  Seq last = 0;
  std::int64_t from_event_id = 0;
  std::size_t max_batches = 0;
};

/// Pages of history: folded chunks, then what is still in the log. Inside a transaction.
class HistoryPages {
 public:
  Result<std::vector<HistoryBatch>> forward(const Connection& connection, const PageRequest& request);
  Result<std::vector<HistoryBatch>> reverse(const Connection& connection, const PageRequest& request);

 private:
  /// Chunks that begin after, at, or before a place of the run's history.
  enum class Where { kContaining, kAfter, kBefore };

  struct Chunk {
    ChunkKey key;
    std::vector<HistoryBatch> batches;
  };

  /// What is not folded yet, newest first, without rows that have no events.
  Result<std::vector<LogRow>> tail(const Connection& connection, const PageRequest& request,
                                   const FoldedEnd& end);
  /// The chunk that begins a page at `event`, or a neighbour of `place`; chunk 0 if there is none.
  Result<Chunk> find(const Connection& connection, RunNumber run, Where where, const ChunkKey& place);
  Result<Chunk> read(const Connection& connection, RunNumber run, Seq chunk);

  LogChain chain_;
  FoldedEnds folded_ends_;
  Statement chunk_{"SELECT run, last, first_event, last_event, body FROM history WHERE chunk = ?"};
  Statement containing_{
      "SELECT chunk FROM chunks WHERE run = ? AND first_event <= ? ORDER BY first_event DESC, chunk DESC "
      "LIMIT 1"};
  Statement after_{
      "SELECT chunk FROM chunks WHERE run = ? AND (first_event, chunk) > (?, ?) ORDER BY first_event, chunk "
      "LIMIT 1"};
  Statement before_{
      "SELECT chunk FROM chunks WHERE run = ? AND (first_event, chunk) < (?, ?) "
      "ORDER BY first_event DESC, chunk DESC LIMIT 1"};
};

}  // namespace skald::store
