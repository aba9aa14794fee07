#pragma once

#include <cstdint>
#include <string>

namespace skald::store {

/// Notices that somebody began to write a file that nobody wrote. An owner makes the WAL before it changes
/// the file, and leaves the file changed if it takes the WAL away again.
class FileWatch {
 public:
  /// Remembers the file as it is now.
  explicit FileWatch(std::string path);

  const std::string& path() const { return path_; }
  /// When the watch began there was neither a WAL with content nor a journal.
  bool has_no_writer() const { return has_no_writer_; }
  /// Nothing happened since then.
  bool is_unchanged() const;

 private:
  struct Signature {
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t changed_seconds = 0;
    std::int64_t changed_nanoseconds = 0;
    bool operator==(const Signature&) const = default;
  };
  static Signature signature_of(const std::string& path);
  static bool has_remains(const std::string& path);

  std::string path_;
  Signature signature_;
  bool has_no_writer_;
};

}  // namespace skald::store
