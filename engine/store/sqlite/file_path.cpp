#include "engine/store/sqlite/file_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "engine/store/sqlite/connection.h"
#include "engine/store/sqlite/vfs_file.h"

namespace skald::store {
namespace {

Error bad_path(const std::string& path, const std::string& why) {
  return {Code::kInvalidArgument, "SKALD1011: cannot use '" + path + "' as a Skald file: " + why, {}};
}

}  // namespace

Result<sqlite3_vfs*> find_vfs(const char* name) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(name);
  if (vfs == nullptr) {
    return Error{
        Code::kInvalidArgument, std::string("SQLite has no VFS named ") + (name ? name : "(default)"), {}};
  }
  return vfs;
}

Result<std::string> full_path(sqlite3_vfs* vfs, const std::string& path) {
  if (path.empty()) return bad_path(path, "the path is empty");
  if (path.find('\0') != std::string::npos) return bad_path(path, "the path contains a zero byte");
  if (path.front() == ':') return bad_path(path, "give a path to a file on disk");
  std::vector<char> full(static_cast<std::size_t>(vfs->mxPathname) + 1);
  const int code = vfs->xFullPathname(vfs, path.c_str(), static_cast<int>(full.size()), full.data());
  // A link is no error, it is followed.
  if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK) return bad_path(path, sqlite3_errstr(code));
  std::string result = full.data();
  struct stat status {};
  if (::stat(result.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return bad_path(path, S_ISDIR(status.st_mode) ? "it is a folder" : "it is not a regular file");
  }
  return result;
}

Status create_private_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
  } else if (errno == ENOSPC || errno == EDQUOT) {
    return Error{Code::kResourceExhausted,
                 "SKALD1003: cannot make " + path + ": the disk is full: free space and repeat",
                 {}};
  } else if (errno != EEXIST) {
    return bad_path(path, std::strerror(errno));
  }
  return {};
}

Result<std::int64_t> database_size(sqlite3_vfs* vfs, const std::string& path) {
  auto file = VfsFile::open(vfs, path, SQLITE_OPEN_MAIN_DB);
  if (!file) return file.error();
  return (*file)->size();
}

}  // namespace skald::store
