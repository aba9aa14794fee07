#include "engine/store/sqlite/wal_scan.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "engine/store/sqlite/wal_format.h"

namespace skald::store {
namespace {

constexpr std::int64_t kReadSize = 1 << 20;

std::uint32_t big_endian(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

/// The running checksum of a WAL.
struct Sums {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void add(std::string_view bytes, bool is_big_endian) {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first += (is_big_endian ? big_endian(bytes, i) : little_endian(bytes, i)) + second;
      second += (is_big_endian ? big_endian(bytes, i + 4) : little_endian(bytes, i + 4)) + first;
    }
  }
  bool match(std::string_view bytes, std::size_t offset) const {
    return big_endian(bytes, offset) == first && big_endian(bytes, offset + 4) == second;
  }
};

struct Header {
  bool is_big_endian = false;
  std::int64_t page_size = 0;
  std::string salt;
  Sums sums;
};

/// Nothing if this is no valid header.
std::optional<Header> read_header(std::string_view bytes) {
  const std::uint32_t magic = big_endian(bytes, 0);
  if (magic != kWalMagicLittleEndian && magic != kWalMagicBigEndian) return std::nullopt;
  Header header;
  header.is_big_endian = magic == kWalMagicBigEndian;
  header.page_size = big_endian(bytes, 8);
  header.salt = bytes.substr(16, 8);
  header.sums.add(bytes.substr(0, 24), header.is_big_endian);
  const bool is_page_size = header.page_size >= 512 && header.page_size <= 65536 &&
                            (header.page_size & (header.page_size - 1)) == 0;
  if (!is_page_size || !header.sums.match(bytes, 24)) return std::nullopt;
  return header;
}

/// Takes one frame after the other.
class FrameScanner {
 public:
  FrameScanner(const Header& header, WalScan& scan) : header_(header), sums_(header.sums), scan_(scan) {}

  void take(std::string_view frame) {
    ++scan_.frames;
    const bool is_of_generation = frame.substr(8, 8) == header_.salt;
    const bool is_commit = is_of_generation && big_endian(frame, 4) != 0;
    if (!has_bad_ && is_of_generation && big_endian(frame, 0) != 0 && continues(frame, sums_)) {
      sums_ = stored_in(frame);
      ++scan_.good_frames;
      if (is_commit) scan_.committed = scan_.good_frames;
      return;
    }
    has_bad_ = true;
    if (!is_of_generation) return;
    ++scan_.leftover_frames;
    judge(frame, is_commit);
  }

 private:
  /// A transaction that was undone leaves frames behind which the next one overwrites in part. They hold no
  /// commit, and do not continue the checksum of the frame before them: a frame proves lost commits if it
  /// does one of both.
  void judge(std::string_view frame, bool is_commit) {
    if (commit_after_bad_ == 0) {
      if (is_commit) {
        commit_after_bad_ = scan_.frames;
        commit_sums_ = stored_in(frame);
      }
      return;
    }
    const bool is_next = scan_.frames == commit_after_bad_ + 1;
    if (is_commit || (is_next && continues(frame, commit_sums_))) scan_.has_lost_commits = true;
  }

  bool continues(std::string_view frame, Sums sums) const {
    sums.add(frame.substr(0, 8), header_.is_big_endian);
    sums.add(frame.substr(kWalFrameHeaderSize), header_.is_big_endian);
    return sums.match(frame, 16);
  }
  static Sums stored_in(std::string_view frame) { return {big_endian(frame, 16), big_endian(frame, 20)}; }

  const Header& header_;
  Sums sums_;
  WalScan& scan_;
  bool has_bad_ = false;
  /// Number of the first frame with a commit at or after the first bad one, from 1.
  std::int64_t commit_after_bad_ = 0;
  Sums commit_sums_;
};

/// A header is synced before the first frame follows it, so frames behind a bad one are lost commits.
Status scan_behind_bad_header(VfsFile& file, std::int64_t size, WalScan& scan) {
  for (std::int64_t offset = kWalHeaderSize; offset < size; offset += kReadSize) {
    std::string bytes(static_cast<std::size_t>(std::min(kReadSize, size - offset)), '\0');
    SKALD_TRY(file.read(offset, bytes));
    if (bytes.find_first_not_of('\0') != std::string::npos) scan.has_lost_commits = true;
  }
  return {};
}

}  // namespace

Result<WalScan> scan_wal(sqlite3_vfs* vfs, const std::string& database) {
  WalScan scan;
  if (!exists(vfs, database + "-wal")) return scan;
  auto file = VfsFile::open(vfs, database, SQLITE_OPEN_WAL);
  if (!file) return file.error();
  auto size = (*file)->size();
  if (!size) return size.error();
  if (*size <= kWalHeaderSize) return scan;

  std::string bytes(kWalHeaderSize, '\0');
  SKALD_TRY((*file)->read(0, bytes));
  const auto header = read_header(bytes);
  if (!header) {
    SKALD_TRY(scan_behind_bad_header(**file, *size, scan));
    return scan;
  }
  const std::int64_t frame_size = kWalFrameHeaderSize + header->page_size;
  const std::int64_t frames_a_read = std::max<std::int64_t>(1, kReadSize / frame_size);
  const std::int64_t frames = (*size - kWalHeaderSize) / frame_size;
  FrameScanner scanner(*header, scan);
  for (std::int64_t first = 0; first < frames; first += frames_a_read) {
    const std::int64_t count = std::min(frames_a_read, frames - first);
    bytes.assign(static_cast<std::size_t>(count * frame_size), '\0');
    SKALD_TRY((*file)->read(kWalHeaderSize + first * frame_size, bytes));
    for (std::int64_t i = 0; i < count; ++i) {
      scanner.take(std::string_view(bytes).substr(static_cast<std::size_t>(i * frame_size),
                                                  static_cast<std::size_t>(frame_size)));
    }
  }
  return scan;
}

}  // namespace skald::store
