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
  return {Code::kInvalidArgument, "cannot use '" + path + "' as a Skald file: " + why, {}};
}

// Of SQLite's file header, see fileformat2.html section 1.3. All big endian.
constexpr std::size_t kHeaderSize = 100;
constexpr char kMagic[] = "SQLite format 3";
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kChangeCounterAt = 24;
constexpr std::size_t kPagesAt = 28;
constexpr std::size_t kPagesValidForAt = 92;

std::uint64_t number_at(const std::string& bytes, std::size_t offset, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
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
    return Error{
        Code::kResourceExhausted, "cannot make " + path + ": the disk is full: free space and repeat", {}};
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

Status check_not_cut(sqlite3_vfs* vfs, const std::string& path) {
  auto file = VfsFile::open(vfs, path, SQLITE_OPEN_MAIN_DB);
  if (!file) return file.error();
  auto size = (*file)->size();
  if (!size) return size.error();
  std::string header(kHeaderSize, '\0');
  SKALD_TRY((*file)->read(0, header));
  if (header.compare(0, sizeof kMagic, kMagic, sizeof kMagic) != 0) return {};  // SQLite says that better
  if (number_at(header, kChangeCounterAt, 4) != number_at(header, kPagesValidForAt, 4)) return {};
  // 65536 does not fit and is written as 1.
  const std::uint64_t page_size =
      number_at(header, kPageSizeAt, 2) == 1 ? 65536 : number_at(header, kPageSizeAt, 2);
  const std::uint64_t needed = page_size * number_at(header, kPagesAt, 4);
  if (static_cast<std::uint64_t>(*size) >= needed) return {};
  return Error{Code::kDataLoss,
               path + " has been cut: it has " + std::to_string(*size) + " bytes of " +
                   std::to_string(needed) + "; restore it from a backup",
               {}};
}

}  // namespace skald::store
