#include "tests/store/recording_vfs/disk_model.h"

#include <algorithm>
#include <random>
#include <utility>

namespace skald::store {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  content.replace(offset, bytes.size(), bytes);
}

}  // namespace

bool DiskModel::has(const std::string& path) const {
  const auto file = files_.find(path);
  return file != files_.end() && file->second.exists;
}

void DiskModel::adopt(const std::string& path, std::string content) {
  File file;
  file.size = content.size();
  file.synced = std::move(content);
  file.is_name_synced = true;
  files_[path] = std::move(file);
}

void DiskModel::create(const std::string& path) {
  File file;
  const auto old = files_.find(path);
  if (old != files_.end()) file.before = old->second.before;
  files_[path] = std::move(file);
}

std::string DiskModel::newest(const File& file, std::size_t sector) {
  const auto versions = file.unsynced.find(sector);
  if (versions != file.unsynced.end()) return versions->second.back();
  if (sector * kSector >= std::min(file.synced.size(), file.size)) return {};
  return file.synced.substr(sector * kSector, std::min(kSector, file.size - sector * kSector));
}

void DiskModel::write(const std::string& path, std::size_t offset, std::string_view bytes) {
  File& file = files_.at(path);
  while (!bytes.empty()) {
    const std::size_t sector = offset / kSector;
    const std::size_t within = offset % kSector;
    const std::string_view part = bytes.substr(0, kSector - within);
    std::string content = newest(file, sector);
    put(content, within, part);
    file.unsynced[sector].push_back(std::move(content));
    file.size = std::max(file.size, offset + part.size());
    offset += part.size();
    bytes.remove_prefix(part.size());
  }
}

void DiskModel::truncate(const std::string& path, std::size_t size) {
  File& file = files_.at(path);
  if (size >= file.size) return;
  file.cut_to = std::min(size, file.cut_to.value_or(size));
  file.size = size;
  for (auto& [sector, versions] : file.unsynced) {
    if (sector * kSector >= size) {
      versions.emplace_back();
    } else if ((sector + 1) * kSector > size) {
      versions.push_back(versions.back().substr(0, size - sector * kSector));
    }
  }
}

void DiskModel::sync(const std::string& path) {
  File& file = files_.at(path);
  if (file.cut_to && *file.cut_to < file.synced.size()) file.synced.resize(*file.cut_to);
  for (const auto& [sector, versions] : file.unsynced) {
    if (!versions.back().empty()) put(file.synced, sector * kSector, versions.back());
  }
  file.synced.resize(file.size, '\0');
  file.unsynced.clear();
  file.cut_to.reset();
}

void DiskModel::remove(const std::string& path) {
  const auto found = files_.find(path);
  if (found == files_.end()) return;
  File gone;
  gone.exists = false;
  // A name that never reached the disk cannot come back, what it hid may.
  gone.before = found->second.is_name_synced ? std::optional(found->second.synced) : found->second.before;
  found->second = std::move(gone);
}

void DiskModel::sync_folder() {
  for (auto file = files_.begin(); file != files_.end();) {
    file->second.is_name_synced = true;
    file->second.before.reset();
    file = file->second.exists ? std::next(file) : files_.erase(file);
  }
}

DiskImage DiskModel::synced_image() const {
  DiskImage image;
  for (const auto& [path, file] : files_) {
    if (file.is_name_synced) {
      image[path] = file.synced;
    } else if (file.before) {
      image[path] = *file.before;
    }
  }
  return image;
}

template <class Random>
std::string DiskModel::some_content(const File& file, Random& random) {
  const auto pick = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  std::string content = file.synced;
  if (file.cut_to && *file.cut_to < content.size() && pick(2) == 0) content.resize(*file.cut_to);
  // Besides independent sectors: all of them, none of them, or those before some place, which a random choice
  // among many sectors would hardly ever give.
  const std::size_t manner = pick(4);
  const std::size_t last = file.unsynced.empty() ? 0 : pick(file.unsynced.rbegin()->first + 2);
  for (const auto& [sector, versions] : file.unsynced) {
    std::size_t version = pick(versions.size() + 1);
    if (manner == 0) version = 0;
    if (manner == 1) version = versions.size();
    if (manner == 2) version = sector < last ? versions.size() : 0;
    if (version != 0) put(content, sector * kSector, versions[version - 1]);
  }
  return content;
}

DiskImage DiskModel::crash_image(std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  DiskImage image;
  for (const auto& [path, file] : files_) {
    const bool is_new_name = file.is_name_synced || random() % 2 == 0;
    if (is_new_name && file.exists) {
      image[path] = some_content(file, random);
    } else if (!is_new_name && file.before) {
      image[path] = *file.before;
    }
  }
  return image;
}

}  // namespace skald::store
