#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// The right to write a file: an exclusive flock on FILE.lock, given up when this object goes or the process
/// ends. The lock file names the owner and stays behind.
class Ownership {
 public:
  /// kFailedPrecondition, naming the owner's pid, if somebody has it, in this process or another.
  static Result<Ownership> acquire(const std::string& path);

  Ownership(Ownership&& other) noexcept;
  Ownership& operator=(Ownership&& other) noexcept;
  ~Ownership();

  /// Says in the lock file which opening this is.
  Status note_incarnation(std::uint64_t incarnation);

 private:
  Ownership(std::string lock_path, int descriptor)
      : lock_path_(std::move(lock_path)), descriptor_(descriptor) {}

  std::string lock_path_;
  int descriptor_ = -1;
};

}  // namespace skald::store
