#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace skald::store {

/// A VFS for Options::vfs, over SQLite's own, that records what was written and what was synced, and makes
/// the faults that a disk has. Any thread may use it and any number of files may be open; it must outlive
/// them.
///
/// Operations are writes, truncations, syncs and deletions of databases, journals and WALs, numbered from 1
/// in the order in which they come. Syncs are not passed on to the real disk.
class RecordingVfs {
 public:
  RecordingVfs();
  ~RecordingVfs();
  RecordingVfs(const RecordingVfs&) = delete;
  RecordingVfs& operator=(const RecordingVfs&) = delete;

  /// For Options::vfs. Differs from that of every other RecordingVfs.
  const char* name() const;

  std::uint64_t operations() const;
  std::uint64_t syncs() const;

  /// The power goes at this operation, which does not happen any more: it and every later call that touches a
  /// file fail.
  void cut_power_at(std::uint64_t operation);
  void cut_power() { cut_power_at(operations() + 1); }
  /// The operation was reached.
  bool is_power_cut() const;

  /// From this operation on the disk is full: every write fails, until free_disk().
  void fill_disk_at(std::uint64_t operation);
  void fill_disk() { fill_disk_at(operations() + 1); }
  void free_disk();

  /// The sync at or after this operation fails, once.
  void fail_sync_at(std::uint64_t operation);
  void fail_next_sync() { fail_sync_at(operations() + 1); }
  /// The sync has failed.
  bool has_sync_failed() const;

  /// Syncs do nothing and say that all is well, as with synchronous=OFF or a disk that lies.
  void ignore_syncs();

  /// Writes what is on the disk for certain to `folder`, under the files' own names.
  void write_synced_image(const std::filesystem::path& folder) const;
  /// Writes what a power cut now could leave. The same seed gives the same image.
  void write_crash_image(const std::filesystem::path& folder, std::uint64_t seed) const;

  class Disk;

 private:
  class Registration;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Registration> registration_;
};

}  // namespace skald::store
