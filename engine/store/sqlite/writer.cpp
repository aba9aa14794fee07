#include "engine/store/sqlite/writer.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "engine/store/sqlite/log_writer.h"

namespace skald::store {

SqliteWriter::SqliteWriter(Connection connection, const Meta& meta, const CheckpointLimits& limits)
    : connection_(std::move(connection)), meta_(meta), committed_(meta), checkpointer_(connection_, limits) {}

SqliteWriter::~SqliteWriter() { rollback(); }

Status SqliteWriter::begin() {
  SKALD_ASSERT(!is_open_);
  SKALD_TRY(check_usable());
  SKALD_TRY(Query(connection_, begin_).run());
  is_open_ = true;
  return {};
}

Status SqliteWriter::append(const LogRow& row) {
  SKALD_ASSERT(row.run != 0);
  SKALD_ASSERT(row.run <= row.seq);
  SKALD_ASSERT(row.prev < row.seq);
  SKALD_ASSERT((row.prev == 0) == (row.seq == row.run));
  SKALD_TRY(check_open());
  encode_log_body(row, body_);
  SKALD_TRY(finish(
      Query(connection_, insert_row_).integer(row.seq).integer(row.run).integer(row.prev).blob(body_).run()));
  if (row.seq >= meta_.next_seq) {
    meta_.next_seq = row.seq + 1;
    is_meta_changed_ = true;
  }
  return {};
}

Status SqliteWriter::write(const DerivedRow& row) {
  SKALD_ASSERT(row.covered >= row.run);
  SKALD_ASSERT(row.last <= row.covered);
  SKALD_TRY(check_open());
  return finish(run_rows_.write(connection_, names_, row));
}

Status SqliteWriter::fold(const Fold& fold) {
  SKALD_TRY(check_open());
  return finish(folder_.fold(connection_, fold));
}

Status SqliteWriter::write_meta(Seq next_seq, Seq uncovered_from) {
  SKALD_TRY(check_open());
  meta_.next_seq = std::max(meta_.next_seq, next_seq);
  meta_.uncovered_from = uncovered_from;
  is_meta_changed_ = true;
  return {};
}

Status SqliteWriter::erase(RunNumber run) {
  SKALD_TRY(check_open());
  return finish(eraser_.erase(connection_, run));
}

Result<bool> SqliteWriter::erase_remains(std::size_t chunks) {
  SKALD_TRY(check_open());
  auto is_done = eraser_.erase_remains(connection_, chunks);
  if (!is_done) return finish(is_done.error()).error();
  return is_done;
}

Status SqliteWriter::put(const CatalogRow& row) {
  SKALD_TRY(check_open());
  return finish(catalog_.put(connection_, row));
}

Status SqliteWriter::take_out(const std::string& key) {
  SKALD_TRY(check_open());
  return finish(catalog_.take_out(connection_, key));
}

Status SqliteWriter::commit() {
  SKALD_TRY(check_open());
  if (is_meta_changed_) SKALD_TRY(finish(meta_row_.write(connection_, meta_)));
  if (Status committed = finish(Query(connection_, commit_).run()); !committed.ok()) {
    rollback();
    return committed;
  }
  is_open_ = false;
  is_meta_changed_ = false;
  committed_ = meta_;
  return {};
}

void SqliteWriter::rollback() {
  if (!is_open_) return;
  // SQLite may have rolled back by itself already. A rollback of the WAL writes nothing, so it cannot fail
  // otherwise.
  if (sqlite3_get_autocommit(connection_.handle()) == 0) (void)connection_.execute("ROLLBACK");
  is_open_ = false;
  is_meta_changed_ = false;
  meta_ = committed_;
  names_.forget();
}

Result<bool> SqliteWriter::checkpoint_if_needed() {
  SKALD_ASSERT(!is_open_);
  SKALD_TRY(check_usable());
  auto done = checkpointer_.run_if_needed(connection_);
  if (!done && done.error().code == Code::kDataLoss) is_lost_ = true;
  return done;
}

Status SqliteWriter::check_usable() const {
  if (!is_lost_) return {};
  return Error{Code::kDataLoss,
               "SKALD1001: " + connection_.path() +
                   ": an earlier write or sync failed; end the process and start again",
               {}};
}

Status SqliteWriter::check_open() const {
  SKALD_TRY(check_usable());
  if (is_open_) return {};
  return Error{Code::kFailedPrecondition,
               connection_.path() + ": no transaction is open (the last one was rolled back)",
               {}};
}

Status SqliteWriter::finish(Status status) {
  if (status.ok()) return status;
  if (connection_.has_disk_failed()) is_lost_ = true;
  const bool is_over = is_lost_ || status.error().code == Code::kResourceExhausted ||
                       sqlite3_get_autocommit(connection_.handle()) != 0;
  if (is_over) rollback();
  return status;
}

}  // namespace skald::store
