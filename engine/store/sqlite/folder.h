#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/store/sqlite/folded.h"
#include "engine/store/sqlite/log_reader.h"
#include "engine/store/sqlite/statement.h"

namespace skald::store {

/// Moves rows of a run from the log into chunks of history. Everything is checked before the first row is
/// written, so that a refusal leaves the transaction as it was.
class Folder {
 public:
  Status fold(const Connection& connection, const Fold& fold);

 private:
  /// A row on its way; its events stand in bytes_.
  struct Row {
    Seq seq = 0;
    std::int64_t first_event_id = 0;
    std::int32_t event_count = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  /// What a walk ends at, or what an error says.
  enum class Walk { kComplete, kAlreadyFolded };

  Status check_covered(const Connection& connection, const Fold& fold);
  Result<Walk> collect(const Connection& connection, const Fold& fold);
  Result<Seq> take_row(const Connection& connection, RunNumber run, Seq seq);
  Status check_events(RunNumber run) const;
  Status write_chunks(const Connection& connection, RunNumber run);
  Status write_chunk(const Connection& connection, const ChunkKey& key,
                     const std::vector<BatchView>& batches);

  // Of the fold that is going on, newest row first; kept to reuse their memory.
  std::vector<Row> rows_;
  std::string bytes_;
  std::string body_;
  FoldedEnd before_;

  FoldedEnds folded_ends_;
  Statement covered_{"SELECT run + covered_after FROM runs WHERE run = ?"};
  Statement row_{"SELECT run, prev, body FROM log WHERE seq = ?"};
  Statement insert_chunk_{"INSERT INTO history VALUES(?, ?, ?, ?, ?, ?)"};
  Statement insert_index_{"INSERT INTO chunks VALUES(?, ?, ?)"};
  Statement delete_row_{"DELETE FROM log WHERE seq = ?"};
};

}  // namespace skald::store
