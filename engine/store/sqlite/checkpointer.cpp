#include "engine/store/sqlite/checkpointer.h"

#include "engine/store/sqlite/open_connection.h"
#include "engine/store/sqlite/wal_format.h"

namespace skald::store {
namespace {

constexpr std::int64_t kPageSize = 4096;
// How long a RESTART waits for readers, and commits behind it. A long list would make it wait for seconds,
// again and again; what could not be done is done a little later.
constexpr int kPatienceMilliseconds = 20;

}  // namespace

Checkpointer::Checkpointer(const Connection& connection, const CheckpointLimits& limits)
    : limits_(limits), frame_bytes_(kPageSize + kWalFrameHeaderSize) {
  sqlite3_wal_hook(connection.handle(), after_commit, this);
}

int Checkpointer::after_commit(void* self, sqlite3*, const char*, int pages) {
  auto& checkpointer = *static_cast<Checkpointer*>(self);
  checkpointer.wal_bytes_ = pages * checkpointer.frame_bytes_;
  return SQLITE_OK;
}

Result<bool> Checkpointer::run_if_needed(const Connection& connection) {
  if (wal_bytes_ < limits_.passive_bytes || wal_bytes_ < not_before_bytes_) return false;
  const bool is_restart = wal_bytes_ >= limits_.restart_bytes;
  int frames = 0;
  int moved = 0;
  sqlite3_busy_timeout(connection.handle(), kPatienceMilliseconds);
  const int code = sqlite3_wal_checkpoint_v2(
      connection.handle(), "main", is_restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
      &frames, &moved);
  sqlite3_busy_timeout(connection.handle(), kBusyMilliseconds);
  // Busy: a reader is in the way of a RESTART. What could be moved has been.
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return connection.error(code, "checkpoint");
  const bool is_complete = code == SQLITE_OK && frames == moved;
  // A complete one lets the next commit begin at the front of the WAL; its hook then tells the new size.
  not_before_bytes_ = is_complete ? 0 : wal_bytes_ + limits_.passive_bytes / 4;
  if (is_complete) wal_bytes_ = 0;
  return moved > 0;
}

}  // namespace skald::store
