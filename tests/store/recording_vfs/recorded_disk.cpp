#include "tests/store/recording_vfs/recorded_disk.h"

#include <utility>

namespace skald::store {

int RecordingVfs::Disk::next_operation() {
  if (operations_ + 1 < cut_at_ || cut_at_ == kNever) {
    ++operations_;
    return SQLITE_OK;
  }
  operations_ = cut_at_;
  return SQLITE_IOERR;
}

int RecordingVfs::Disk::on_open(const std::string& path, bool is_new, std::string content) {
  const std::lock_guard lock(mutex_);
  if (operations_ >= cut_at_) return SQLITE_CANTOPEN;
  if (model_.has(path)) return SQLITE_OK;
  // An empty file that is there already has just been made; its name may not have reached the disk.
  if (is_new || content.empty()) {
    model_.create(path);
  } else {
    model_.adopt(path, std::move(content));
  }
  return SQLITE_OK;
}

int RecordingVfs::Disk::on_write(const std::string& path, std::int64_t offset, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (const int code = next_operation(); code != SQLITE_OK) return SQLITE_IOERR_WRITE;
  if (operations_ >= full_from_) return SQLITE_FULL;
  model_.write(path, static_cast<std::size_t>(offset), bytes);
  return SQLITE_OK;
}

int RecordingVfs::Disk::on_truncate(const std::string& path, std::int64_t size) {
  const std::lock_guard lock(mutex_);
  if (const int code = next_operation(); code != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
  model_.truncate(path, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int RecordingVfs::Disk::on_sync(const std::string& path, bool is_folder_synced) {
  const std::lock_guard lock(mutex_);
  if (const int code = next_operation(); code != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  ++syncs_;
  if (operations_ >= fail_sync_from_) {
    fail_sync_from_ = kNever;
    has_sync_failed_ = true;
    return SQLITE_IOERR_FSYNC;
  }
  if (ignores_syncs_) return SQLITE_OK;
  model_.sync(path);
  if (is_folder_synced) model_.sync_folder();
  return SQLITE_OK;
}

int RecordingVfs::Disk::on_delete(const std::string& path, bool is_folder_synced) {
  const std::lock_guard lock(mutex_);
  if (const int code = next_operation(); code != SQLITE_OK) return SQLITE_IOERR_DELETE;
  model_.remove(path);
  if (is_folder_synced && !ignores_syncs_) model_.sync_folder();
  return SQLITE_OK;
}

int RecordingVfs::Disk::on_other() const {
  const std::lock_guard lock(mutex_);
  return operations_ >= cut_at_ ? SQLITE_IOERR : SQLITE_OK;
}

bool RecordingVfs::Disk::knows(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return model_.has(path);
}

DiskImage RecordingVfs::Disk::synced_image() const {
  const std::lock_guard lock(mutex_);
  return model_.synced_image();
}

DiskImage RecordingVfs::Disk::crash_image(std::uint64_t seed) const {
  const std::lock_guard lock(mutex_);
  return model_.crash_image(seed);
}

std::uint64_t RecordingVfs::Disk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

std::uint64_t RecordingVfs::Disk::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

bool RecordingVfs::Disk::is_power_cut() const {
  const std::lock_guard lock(mutex_);
  return operations_ >= cut_at_;
}

bool RecordingVfs::Disk::has_sync_failed() const {
  const std::lock_guard lock(mutex_);
  return has_sync_failed_;
}

void RecordingVfs::Disk::cut_power_at(std::uint64_t operation) {
  const std::lock_guard lock(mutex_);
  cut_at_ = operation;
}

void RecordingVfs::Disk::fill_disk_at(std::uint64_t operation) {
  const std::lock_guard lock(mutex_);
  full_from_ = operation;
}

void RecordingVfs::Disk::fail_sync_at(std::uint64_t operation) {
  const std::lock_guard lock(mutex_);
  fail_sync_from_ = operation;
}

void RecordingVfs::Disk::ignore_syncs() {
  const std::lock_guard lock(mutex_);
  ignores_syncs_ = true;
}

}  // namespace skald::store
