#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/store/recording_vfs/disk_model.h"
#include "tests/store/recording_vfs/recording_vfs.h"

namespace skald::store {

/// The model and the faults of one RecordingVfs. Every function takes the lock.
class RecordingVfs::Disk {
 public:
  /// Result codes of SQLite; SQLITE_OK: go on with the real call.
  int on_open(const std::string& path, bool is_new, std::string content);
  int on_write(const std::string& path, std::int64_t offset, std::string_view bytes);
  int on_truncate(const std::string& path, std::int64_t size);
  /// `is_folder_synced`: the real VFS syncs the folder with this file.
  int on_sync(const std::string& path, bool is_folder_synced);
  int on_delete(const std::string& path, bool is_folder_synced);
  int on_other() const;

  bool knows(const std::string& path) const;
  DiskImage synced_image() const;
  DiskImage crash_image(std::uint64_t seed) const;

  std::uint64_t operations() const;
  std::uint64_t syncs() const;
  bool is_power_cut() const;
  bool has_sync_failed() const;
  void cut_power_at(std::uint64_t operation);
  void fill_disk_at(std::uint64_t operation);
  void fail_sync_at(std::uint64_t operation);
  void ignore_syncs();

 private:
  /// Counts an operation; an error if the power is gone.
  int next_operation();

  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  mutable std::mutex mutex_;
  DiskModel model_;
  std::uint64_t operations_ = 0;
  std::uint64_t syncs_ = 0;
  std::uint64_t cut_at_ = kNever;
  std::uint64_t full_from_ = kNever;
  std::uint64_t fail_sync_from_ = kNever;
  bool has_sync_failed_ = false;
  bool ignores_syncs_ = false;
};

}  // namespace skald::store
