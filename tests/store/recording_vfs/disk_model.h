#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skald::store {

/// The files that a disk holds, by path.
using DiskImage = std::map<std::string, std::string>;

/// What a disk may hold after the power went: what was synced is there; of what was written since the last
/// sync, any 512-byte sector may be there, or not, or as an earlier write left it. A file's name is on the
/// disk when its folder was synced after it was made; until then it may be missing, and a deleted one may be
/// back.
class DiskModel {
 public:
  bool has(const std::string& path) const;
  /// A file that was on the disk before anybody watched.
  void adopt(const std::string& path, std::string content);
  void create(const std::string& path);
  void write(const std::string& path, std::size_t offset, std::string_view bytes);
  void truncate(const std::string& path, std::size_t size);
  void sync(const std::string& path);
  void remove(const std::string& path);
  void sync_folder();

  /// Nothing but what is certain.
  DiskImage synced_image() const;
  /// One of the disks that a power cut may leave; the same one for the same seed.
  DiskImage crash_image(std::uint64_t seed) const;

 private:
  struct File {
    std::string synced;
    std::size_t size = 0;  ///< with what is not synced
    bool exists = true;
    bool is_name_synced = false;
    /// What the name stood for before, as long as the change is not synced.
    std::optional<std::string> before;
    /// Contents that unsynced writes gave a sector, oldest first.
    std::map<std::size_t, std::vector<std::string>> unsynced;
    /// The smallest size that an unsynced truncation gave.
    std::optional<std::size_t> cut_to;
  };

  static std::string newest(const File& file, std::size_t sector);
  template <class Random>
  static std::string some_content(const File& file, Random& random);

  std::map<std::string, File> files_;
};

}  // namespace skald::store
