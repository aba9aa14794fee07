#include "engine/store/sqlite/connection.h"

namespace skald::store {
namespace {

/// `number` is that of a heading in ERRORS.md, where there is one.
struct Meaning {
  Code code;
  const char* number;
  const char* advice;
};

constexpr Meaning kDiskFull = {Code::kResourceExhausted,
                               "SKALD1003: ", "the disk is full: free space and repeat"};

Meaning meaning_of_io_error(int extended) {
  switch (extended) {
    case SQLITE_IOERR_NOMEM: return {Code::kResourceExhausted, "", "out of memory"};
    // The WAL index grows by writing to it; what it cannot do is take more room.
    case SQLITE_IOERR_SHMSIZE: return kDiskFull;
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
      return {Code::kDataLoss,
              "SKALD1001: ", "a sync failed, what is on the disk is unknown: check the disk, start again"};
    default: return {Code::kDataLoss, "SKALD1001: ", "the disk reports an error: check it, start again"};
  }
}

Meaning meaning_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return kDiskFull;
    case SQLITE_NOMEM: return {Code::kResourceExhausted, "", "out of memory"};
    case SQLITE_IOERR: return meaning_of_io_error(code);
    case SQLITE_CORRUPT:
      return {Code::kDataLoss, "SKALD1010: ", "a page is damaged: restore the file from a backup"};
    case SQLITE_NOTADB:
      return {Code::kFailedPrecondition, "SKALD1007: ", "it is not a Skald file: give another path"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {Code::kUnavailable, "", "another program holds a lock on it: close that program or repeat"};
    case SQLITE_CONSTRAINT: return {Code::kAlreadyExists, "", "a row of this number is there already"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return {Code::kInvalidArgument,
              "SKALD1011: ", "check that the path exists and that this user may read and write it"};
    case SQLITE_TOOBIG: return {Code::kInvalidArgument, "", "a value is larger than SQLite stores"};
    default: return {Code::kDataLoss, "SKALD1010: ", "restore the file from a backup"};
  }
}

}  // namespace

Error sqlite_error(int code, const std::string& text, const std::string& doing, const std::string& path) {
  const Meaning meaning = meaning_of(code);
  return {meaning.code,
          meaning.number + ("cannot " + doing) + " " + path + ": " + meaning.advice + " (SQLite " +
              std::to_string(code) + ": " + text + ")",
          {}};
}

}  // namespace skald::store
