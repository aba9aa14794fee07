#include "tests/end_to_end/kill_loop/checkpoint_kill.h"

#include <signal.h>
#include <sqlite3.h>

#include <atomic>

namespace skald::kill_loop {
namespace {

std::atomic<long> writes_left{0};
// SQLite's own methods of database files, and the same with our write among them.
const sqlite3_io_methods* original = nullptr;
sqlite3_io_methods patched;
sqlite3_vfs* base = nullptr;

int write_or_kill(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (writes_left.fetch_sub(1) == 1) ::raise(SIGKILL);
  return original->xWrite(file, bytes, size, offset);
}

int open_patched(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* got) {
  const int code = base->xOpen(base, name, file, flags, got);
  const bool is_written = (flags & SQLITE_OPEN_MAIN_DB) != 0 && (flags & SQLITE_OPEN_READWRITE) != 0;
  if (code == SQLITE_OK && is_written) {
    original = file->pMethods;
    patched = *original;
    patched.xWrite = write_or_kill;
    file->pMethods = &patched;
  }
  return code;
}

}  // namespace

const char* register_checkpoint_kill(long count) {
  writes_left = count;
  base = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *base;
  vfs.zName = "checkpoint-kill";
  vfs.xOpen = open_patched;
  sqlite3_vfs_register(&vfs, 0);
  return vfs.zName;
}

}  // namespace skald::kill_loop
