#pragma once

#include <sqlite3.h>

#include <string>

#include "tests/store/recording_vfs/recorded_disk.h"

namespace skald::store {

/// The sqlite3_vfs of a RecordingVfs, registered as long as it lives.
class RecordingVfs::Registration {
 public:
  Registration(std::string name, Disk& disk);
  ~Registration();
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  const char* name() const { return name_.c_str(); }
  Disk& disk() { return disk_; }
  sqlite3_vfs* real() { return real_; }

 private:
  const std::string name_;
  Disk& disk_;
  sqlite3_vfs* const real_;
  sqlite3_vfs vfs_{};
};

}  // namespace skald::store
