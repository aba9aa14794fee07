#include <memory>
#include <utility>

#include "engine/store/sqlite/file_header.h"
#include "engine/store/sqlite/file_path.h"
#include "engine/store/sqlite/open_connection.h"
#include "engine/store/sqlite/ownership.h"
#include "engine/store/sqlite/reader.h"
#include "engine/store/sqlite/wal_scan.h"
#include "engine/store/sqlite/writer.h"

namespace skald::store {
namespace {

/// An owned file. The members' order is the order of closing, backwards: the lock is given up last.
class SqliteStore : public Store {
 public:
  SqliteStore(Ownership ownership, std::string path, const char* vfs, const Meta& meta)
      : ownership_(std::move(ownership)),
        path_(std::move(path)),
        vfs_(vfs ? vfs : ""),
        has_vfs_(vfs != nullptr),
        opened_(meta) {}

  void start(Connection connection, const CheckpointLimits& limits) {
    writer_ = std::make_unique<SqliteWriter>(std::move(connection), opened_, limits);
  }

  const Meta& opened() const override { return opened_; }
  Writer& writer() override { return *writer_; }
  Result<std::unique_ptr<Reader>> reader() override {
    auto connection = open_for_reading(path_, has_vfs_ ? vfs_.c_str() : nullptr);
    if (!connection) return connection.error();
    return std::unique_ptr<Reader>(std::make_unique<SqliteReader>(*std::move(connection)));
  }
  Status note_address(const std::string& address) override { return ownership_.note_address(address); }

 private:
  Ownership ownership_;
  const std::string path_;
  const std::string vfs_;
  const bool has_vfs_;
  const Meta opened_;
  std::unique_ptr<SqliteWriter> writer_;
};

Error lost_commits(const std::string& path, const WalScan& scan) {
  return {
      Code::kDataLoss,
      "SKALD1005: " + path + "-wal is damaged in frame " + std::to_string(scan.good_frames + 1) + " of " +
          std::to_string(scan.frames) +
          ": transactions behind it that were committed cannot be read. Restore the file and its -wal from a "
          "backup, or open with accept_data_loss to go on without them",
      {}};
}

/// What a crash left behind, looked at before SQLite opens the file and drops what it cannot use.
Result<WalScan> check_remains(sqlite3_vfs* vfs, const std::string& path, bool accept_data_loss) {
  auto scan = scan_wal(vfs, path);
  if (!scan) return scan;
  if (scan->has_lost_commits && !accept_data_loss) return lost_commits(path, *scan);
  auto size = database_size(vfs, path);
  if (!size) return size.error();
  if (*size == 0 && scan->committed > 0) {
    return Error{Code::kDataLoss,
                 "SKALD1009: " + path + " is empty although its -wal is not: restore both from a backup",
                 {}};
  }
  // A WAL or a journal (of the file's making) may hold what the file lacks.
  if (scan->committed == 0 && !exists(vfs, path + "-journal")) SKALD_TRY(check_header(vfs, path));
  return scan;
}

/// Starts the WAL anew. Frames that no commit covers would stay behind those of the next transactions, where
/// the next scan could not tell them from lost commits.
Status clear_leftovers(const Connection& connection) {
  const int code =
      sqlite3_wal_checkpoint_v2(connection.handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(connection.error(code, "checkpoint"));
}

Result<Seq> next_seq_of_log(const Connection& connection) {
  Statement newest("SELECT coalesce(max(seq), 0) FROM log");
  Query query(connection, newest);
  auto found = query.next();
  if (!found) return found.error();
  return query.number_at(0) + 1;
}

/// Counts this opening; durable when it returns.
Result<Meta> begin_incarnation(Connection& connection) {
  MetaRow row;
  SKALD_TRY(connection.execute("BEGIN IMMEDIATE"));
  auto found = row.read(connection);
  if (!found) return found.error();
  Meta meta = found->value_or(Meta{});
  auto next = next_seq_of_log(connection);
  if (!next) return next.error();
  meta.next_seq = std::max(meta.next_seq, *next);
  ++meta.incarnation;
  SKALD_TRY(row.write(connection, meta));
  SKALD_TRY(connection.execute("COMMIT"));
  return meta;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const Options& options) {
  auto vfs = find_vfs(options.vfs);
  if (!vfs) return vfs.error();
  auto path = full_path(*vfs, options.path);
  if (!path) return path.error();
  auto ownership = Ownership::acquire(*path);
  if (!ownership) return ownership.error();
  SKALD_TRY(create_private_file(*path));
  auto remains = check_remains(*vfs, *path, options.accept_data_loss);
  if (!remains) return remains.error();

  auto connection = open_for_writing(*path, options.vfs);
  if (!connection) return connection.error();
  if (remains->leftover_frames > 0) SKALD_TRY(clear_leftovers(*connection));
  auto meta = begin_incarnation(*connection);
  if (!meta) return meta.error();
  ownership->keep_lock_file();
  SKALD_TRY(ownership->note_incarnation(meta->incarnation));

  auto store = std::make_unique<SqliteStore>(*std::move(ownership), *path, options.vfs, *meta);
  store->start(*std::move(connection), {options.passive_checkpoint_bytes, options.restart_checkpoint_bytes});
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace skald::store
