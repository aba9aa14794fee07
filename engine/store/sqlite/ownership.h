#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// The right to write a file: an exclusive flock on FILE.lock, given up when this object goes or the process
/// ends. The lock file names the owner and stays behind, unless it was made for a file that was then not
/// opened.
class Ownership {
 public:
  /// kFailedPrecondition, naming the owner's pid, if somebody has it, in this process or another.
  static Result<Ownership> acquire(const std::string& path);

  Ownership(Ownership&& other) noexcept;
  Ownership& operator=(Ownership&& other) noexcept;
  ~Ownership();

  /// The file is opened: from now on the lock file stays.
  void keep_lock_file() { is_new_ = false; }
  /// Says in the lock file which opening this is.
  Status note_incarnation(std::uint64_t incarnation);
  /// Says in the lock file where the owner serves the file; empty: nowhere.
  Status note_address(const std::string& address);

 private:
  /// Nothing if the lock file was taken away between its opening and its locking.
  static Result<std::optional<Ownership>> try_acquire(const std::string& path);

  Ownership(std::string lock_path, int descriptor)
      : lock_path_(std::move(lock_path)), descriptor_(descriptor) {}

  Status write();

  std::string lock_path_;
  int descriptor_ = -1;
  /// This object made the lock file, and takes it away again.
  bool is_new_ = false;
  std::uint64_t incarnation_ = 0;
  std::string address_;
};

}  // namespace skald::store
