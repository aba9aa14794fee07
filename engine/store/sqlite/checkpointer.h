#pragma once

#include <cstdint>

#include "engine/store/sqlite/connection.h"

namespace skald::store {

struct CheckpointLimits {
  std::int64_t passive_bytes = 0;
  std::int64_t restart_bytes = 0;
};

/// Decides when the WAL is moved into the file: PASSIVE above one limit, RESTART (which waits for readers)
/// above the other. On the writer's connection, between transactions, and nowhere else: SQLite before 3.51.3
/// loses commits when one connection checkpoints while another resets the WAL.
class Checkpointer {
 public:
  /// Counts the commits of `connection` from now on; must not move.
  Checkpointer(const Connection& connection, const CheckpointLimits& limits);
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// True if it moved something.
  Result<bool> run_if_needed(const Connection& connection);
  /// Bytes in use in the WAL.
  std::int64_t wal_bytes() const { return wal_bytes_; }

 private:
  static int after_commit(void* self, sqlite3*, const char*, int pages);

  const CheckpointLimits limits_;
  std::int64_t frame_bytes_;
  std::int64_t wal_bytes_ = 0;
  /// After a checkpoint that readers kept from finishing: not again before the WAL is as large as this.
  std::int64_t not_before_bytes_ = 0;
};

}  // namespace skald::store
