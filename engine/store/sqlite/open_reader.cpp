#include <filesystem>
#include <memory>
#include <utility>

#include "engine/store/sqlite/closed_file_reader.h"
#include "engine/store/sqlite/file_header.h"
#include "engine/store/sqlite/file_path.h"
#include "engine/store/sqlite/open_connection.h"
#include "engine/store/sqlite/vfs_file.h"

namespace skald::store {
namespace {

// SQLite takes a file of no bytes for none.
Error nothing_at(const std::string& path, const std::string& full) {
  std::error_code problem;
  const bool is_empty = std::filesystem::exists(full, problem);
  return {Code::kNotFound,
          is_empty ? path + " is empty: no workflow has been started in it" : "there is no file " + path,
          {}};
}

}  // namespace

/// Two ways, because SQLite reads a file in WAL mode only with a WAL index beside it:
///
/// - With a WAL (an owner runs, or a crash left one): an ordinary read-only connection. Beside an owner it
///   takes its place in the owner's index. After a crash SQLite builds the index from the WAL, into FILE-shm,
///   as the owner would; the database and the WAL stay as they are. A copy of the files would be a torn one,
///   and `immutable` would not see the WAL.
/// - Without a WAL the file is complete and nobody writes it: `immutable`, which makes no file and takes no
///   lock, so that it works on a read-only disk too. ClosedFileReader notices if an owner comes.
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path) {
  auto vfs = find_vfs(nullptr);
  if (!vfs) return vfs.error();
  auto full = full_path(*vfs, path);
  if (!full) return full.error();
  if (!exists(*vfs, *full)) return nothing_at(path, *full);

  const FileWatch watch(*full);
  if (watch.has_no_writer()) {
    SKALD_TRY(check_header(*vfs, *full));
    auto connection = open_unchanging(*full);
    if (!connection) return connection.error();
    return std::unique_ptr<Reader>(std::make_unique<ClosedFileReader>(*std::move(connection), watch));
  }
  auto connection = open_for_reading(*full, nullptr);
  if (!connection) return connection.error();
  return std::unique_ptr<Reader>(std::make_unique<SqliteReader>(*std::move(connection)));
}

}  // namespace skald::store
