#include "tests/store/recording_vfs/vfs_shim.h"

#include <new>
#include <utility>

namespace skald::store {
namespace {

/// An open file; the real one stands behind it in the same memory.
struct ShimFile {
  sqlite3_file base;
  RecordingVfs::Disk* disk;
  std::string* path;  ///< null for temporary files, which are not recorded
  bool syncs_folder;  ///< its first sync does
};

static_assert(sizeof(ShimFile) % alignof(void*) == 0);

ShimFile& shim(sqlite3_file* file) { return *reinterpret_cast<ShimFile*>(file); }
sqlite3_file* real_file(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(ShimFile));
}

int close_file(sqlite3_file* file) {
  const int code = real_file(file)->pMethods->xClose(real_file(file));
  delete shim(file).path;
  return code;
}

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (shim(file).disk->on_other() != SQLITE_OK) return SQLITE_IOERR_READ;
  return real_file(file)->pMethods->xRead(real_file(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const ShimFile& self = shim(file);
  if (self.path != nullptr) {
    const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (const int code = self.disk->on_write(*self.path, offset, view); code != SQLITE_OK) return code;
  }
  return real_file(file)->pMethods->xWrite(real_file(file), bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const ShimFile& self = shim(file);
  if (self.path != nullptr) {
    if (const int code = self.disk->on_truncate(*self.path, size); code != SQLITE_OK) return code;
  }
  return real_file(file)->pMethods->xTruncate(real_file(file), size);
}

int sync_file(sqlite3_file* file, int) {
  ShimFile& self = shim(file);
  if (self.path == nullptr) return SQLITE_OK;
  const int code = self.disk->on_sync(*self.path, self.syncs_folder);
  if (code == SQLITE_OK) self.syncs_folder = false;
  return code;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  if (shim(file).disk->on_other() != SQLITE_OK) return SQLITE_IOERR_FSTAT;
  return real_file(file)->pMethods->xFileSize(real_file(file), size);
}

int lock_file(sqlite3_file* file, int level) {
  if (shim(file).disk->on_other() != SQLITE_OK) return SQLITE_IOERR_LOCK;
  return real_file(file)->pMethods->xLock(real_file(file), level);
}

int unlock_file(sqlite3_file* file, int level) {
  return real_file(file)->pMethods->xUnlock(real_file(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* held) {
  return real_file(file)->pMethods->xCheckReservedLock(real_file(file), held);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
  return real_file(file)->pMethods->xFileControl(real_file(file), operation, argument);
}

int sector_size(sqlite3_file* file) { return real_file(file)->pMethods->xSectorSize(real_file(file)); }

int device_characteristics(sqlite3_file* file) {
  return real_file(file)->pMethods->xDeviceCharacteristics(real_file(file));
}

int map_index(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  if (shim(file).disk->on_other() != SQLITE_OK) return SQLITE_IOERR_SHMMAP;
  return real_file(file)->pMethods->xShmMap(real_file(file), page, size, extend, memory);
}

int lock_index(sqlite3_file* file, int offset, int count, int flags) {
  const bool is_lock = (flags & SQLITE_SHM_LOCK) != 0;
  if (is_lock && shim(file).disk->on_other() != SQLITE_OK) return SQLITE_IOERR_SHMLOCK;
  return real_file(file)->pMethods->xShmLock(real_file(file), offset, count, flags);
}

void index_barrier(sqlite3_file* file) { real_file(file)->pMethods->xShmBarrier(real_file(file)); }

int unmap_index(sqlite3_file* file, int remove) {
  return real_file(file)->pMethods->xShmUnmap(real_file(file), remove);
}

/// Version 2: without memory mapping, which no shim would see.
constexpr sqlite3_io_methods kMethods = {2,
                                         close_file,
                                         read_file,
                                         write_file,
                                         truncate_file,
                                         sync_file,
                                         size_of_file,
                                         lock_file,
                                         unlock_file,
                                         check_reserved_lock,
                                         control_file,
                                         sector_size,
                                         device_characteristics,
                                         map_index,
                                         lock_index,
                                         index_barrier,
                                         unmap_index,
                                         nullptr,
                                         nullptr};

constexpr int kRecorded = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

std::string content_of(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return {};
  std::string content(static_cast<std::size_t>(size), '\0');
  if (size > 0) file->pMethods->xRead(file, content.data(), static_cast<int>(size), 0);
  return content;
}

}  // namespace

RecordingVfs::Registration::Registration(std::string name, Disk& disk)
    : name_(std::move(name)), disk_(disk), real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(ShimFile)) + real_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = [](sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* got) {
    auto& self = *static_cast<Registration*>(vfs->pAppData);
    auto* opened = new (file) ShimFile{{nullptr}, &self.disk_, nullptr, false};
    const bool is_recorded = path != nullptr && (flags & kRecorded) != 0;
    int exists = 0;
    if (is_recorded) self.real_->xAccess(self.real_, path, SQLITE_ACCESS_EXISTS, &exists);
    int code = self.disk_.on_other();
    if (code == SQLITE_OK) code = self.real_->xOpen(self.real_, path, real_file(file), flags, got);
    if (code != SQLITE_OK) return code;
    opened->base.pMethods = &kMethods;
    if (!is_recorded) return SQLITE_OK;
    opened->path = new std::string(path);
    // As the unix VFS does for files that it makes.
    opened->syncs_folder = exists == 0 && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
    return self.disk_.on_open(path, exists == 0, self.disk_.knows(path) ? "" : content_of(real_file(file)));
  };
  vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync_folder) {
    auto& self = *static_cast<Registration*>(vfs->pAppData);
    if (self.disk_.knows(path)) {
      if (const int code = self.disk_.on_delete(path, sync_folder != 0); code != SQLITE_OK) return code;
    }
    return self.real_->xDelete(self.real_, path, sync_folder);
  };
  sqlite3_vfs_register(&vfs_, 0);
}

RecordingVfs::Registration::~Registration() { sqlite3_vfs_unregister(&vfs_); }

}  // namespace skald::store
