#include "engine/store/sqlite/file_header.h"

#include <cstdint>

#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/vfs_file.h"

namespace skald::store {
namespace {

// Of SQLite's file header, see fileformat2.html section 1.3. All big endian.
constexpr std::int64_t kHeaderSize = 100;
constexpr char kMagic[] = "SQLite format 3";
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kWriteVersionAt = 18;
constexpr std::size_t kReadVersionAt = 19;
constexpr std::size_t kChangeCounterAt = 24;
constexpr std::size_t kPagesAt = 28;
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::size_t kPagesValidForAt = 92;

std::uint64_t number_at(const std::string& bytes, std::size_t offset, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

Error cut(const std::string& path, std::int64_t size, std::uint64_t needed) {
  return {Code::kDataLoss,
          "SKALD1009: " + path + " has been cut: it has " + std::to_string(size) + " bytes of " +
              std::to_string(needed) + "; restore it from a backup",
          {}};
}

/// What every file of ours has, and no flipped bit leaves as it is.
bool is_sound(const std::string& header) {
  const auto is_version = [&](std::size_t at) { return header[at] == 1 || header[at] == 2; };
  return number_at(header, kPageSizeAt, 2) == kPageSize && is_version(kWriteVersionAt) &&
         is_version(kReadVersionAt);
}

}  // namespace

Status check_header(sqlite3_vfs* vfs, const std::string& path) {
  auto file = VfsFile::open(vfs, path, SQLITE_OPEN_MAIN_DB);
  if (!file) return file.error();
  auto size = (*file)->size();
  if (!size) return size.error();
  std::string header(kHeaderSize, '\0');
  SKALD_TRY((*file)->read(0, header));
  if (header.compare(0, sizeof kMagic, kMagic, sizeof kMagic) != 0) return {};  // SQLite says that better
  if (*size < kHeaderSize) return cut(path, *size, kPageSize);
  const bool is_ours = number_at(header, kApplicationIdAt, 4) == static_cast<std::uint64_t>(kApplicationId);
  if (is_ours && !is_sound(header)) {
    return Error{
        Code::kDataLoss, "SKALD1010: page 1 of " + path + " is damaged: restore the file from a backup", {}};
  }
  if (number_at(header, kChangeCounterAt, 4) != number_at(header, kPagesValidForAt, 4)) return {};
  // 65536 does not fit and is written as 1.
  const std::uint64_t page_size =
      number_at(header, kPageSizeAt, 2) == 1 ? 65536 : number_at(header, kPageSizeAt, 2);
  const std::uint64_t needed = page_size * number_at(header, kPagesAt, 4);
  if (static_cast<std::uint64_t>(*size) >= needed) return {};
  return cut(path, *size, needed);
}

}  // namespace skald::store
