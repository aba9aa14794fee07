#include "tests/store/recording_vfs/recording_vfs.h"

#include <atomic>
#include <fstream>
#include <stdexcept>

#include "tests/store/recording_vfs/vfs_shim.h"

namespace skald::store {
namespace {

std::string next_name() {
  static std::atomic<int> count{0};
  return "skald-recording-" + std::to_string(++count);
}

void write_image(const DiskImage& image, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& [path, content] : image) {
    std::ofstream out(folder / std::filesystem::path(path).filename(), std::ios::binary | std::ios::trunc);
    out << content;
    if (!out.flush()) throw std::runtime_error("cannot write an image to " + folder.string());
  }
}

}  // namespace

RecordingVfs::RecordingVfs()
    : disk_(std::make_unique<Disk>()), registration_(std::make_unique<Registration>(next_name(), *disk_)) {}

RecordingVfs::~RecordingVfs() = default;

const char* RecordingVfs::name() const { return registration_->name(); }
std::uint64_t RecordingVfs::operations() const { return disk_->operations(); }
std::uint64_t RecordingVfs::syncs() const { return disk_->syncs(); }
void RecordingVfs::cut_power_at(std::uint64_t operation) { disk_->cut_power_at(operation); }
bool RecordingVfs::is_power_cut() const { return disk_->is_power_cut(); }
void RecordingVfs::fill_disk_at(std::uint64_t operation) { disk_->fill_disk_at(operation); }
void RecordingVfs::free_disk() { disk_->fill_disk_at(~std::uint64_t{0}); }
void RecordingVfs::fail_sync_at(std::uint64_t operation) { disk_->fail_sync_at(operation); }
bool RecordingVfs::has_sync_failed() const { return disk_->has_sync_failed(); }
void RecordingVfs::ignore_syncs() { disk_->ignore_syncs(); }

void RecordingVfs::write_synced_image(const std::filesystem::path& folder) const {
  write_image(disk_->synced_image(), folder);
}

void RecordingVfs::write_crash_image(const std::filesystem::path& folder, std::uint64_t seed) const {
  write_image(disk_->crash_image(seed), folder);
}

}  // namespace skald::store
