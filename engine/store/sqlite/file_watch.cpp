#include "engine/store/sqlite/file_watch.h"

#include <sys/stat.h>

#include <utility>

namespace skald::store {

FileWatch::FileWatch(std::string path)
    : path_(std::move(path)), signature_(signature_of(path_)), has_no_writer_(!has_remains(path_)) {}

bool FileWatch::is_unchanged() const {
  // The WAL first: an owner that closes between the two looks has then changed the file before the second.
  return !has_remains(path_) && signature_of(path_) == signature_;
}

FileWatch::Signature FileWatch::signature_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {.inode = status.st_ino,
          .size = status.st_size,
          .changed_seconds = status.st_mtim.tv_sec,
          .changed_nanoseconds = status.st_mtim.tv_nsec};
}

bool FileWatch::has_remains(const std::string& path) {
  struct stat status {};
  for (const char* suffix : {"-wal", "-journal"}) {
    if (::stat((path + suffix).c_str(), &status) == 0 && status.st_size > 0) return true;
  }
  return false;
}

}  // namespace skald::store
