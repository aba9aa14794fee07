#include "tools/bench/limits.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <stdexcept>

namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;

// A scratch file that goes with its scope.
class ScratchFile {
 public:
  explicit ScratchFile(const std::filesystem::path& path)
      : path_(path),
        descriptor_(::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::runtime_error("cannot write to " + path.string());
  }
  ~ScratchFile() {
    ::close(descriptor_);
    std::filesystem::remove(path_);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void append_and_sync(const std::string& bytes) {
    if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fdatasync(descriptor_) != 0) {
      throw std::runtime_error("cannot write to " + path_.string());
    }
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace

Limits measure_limits(const std::filesystem::path& folder) {
  Limits limits;
  {
    ScratchFile file(folder / "limit-sync.tmp");
    const std::string block(4096, 'x');
    std::vector<double> milliseconds;
    for (const auto start = Steady::now(); seconds_since(start) < 1;) {
      const auto before = Steady::now();
      file.append_and_sync(block);
      milliseconds.push_back(seconds_since(before) * 1000);
    }
    limits.fdatasync_p50_ms = percentile(milliseconds, 0.5);
    limits.fdatasync_p99_ms = percentile(milliseconds, 0.99);
  }
  ScratchFile file(folder / "limit-append.tmp");
  const std::string batch(256 * 300, 'x');
  double rows = 0;
  const auto start = Steady::now();
  while (seconds_since(start) < 1) {
    file.append_and_sync(batch);
    rows += 256;
  }
  limits.log_appends_per_second = rows / seconds_since(start);
  return limits;
}

FileSystem file_system_of(const std::filesystem::path& folder) {
  struct statfs answer {};
  if (::statfs(folder.c_str(), &answer) != 0)
    throw std::runtime_error("no file system at " + folder.string());
  switch (static_cast<unsigned long>(answer.f_type)) {
    case EXT4_SUPER_MAGIC: return {"ext4", false};
    case BTRFS_SUPER_MAGIC: return {"btrfs", false};
    case XFS_SUPER_MAGIC: return {"xfs", false};
    case OVERLAYFS_SUPER_MAGIC: return {"overlayfs", false};
    case TMPFS_MAGIC: return {"tmpfs", true};
    case RAMFS_MAGIC: return {"ramfs", true};
    default: return {"file system type " + std::to_string(answer.f_type), false};
  }
}

}  // namespace skald::bench
