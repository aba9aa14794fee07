#include "engine/base/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

namespace skald {
namespace {

constexpr std::size_t kHeaderBytes = 44;
constexpr std::size_t kLargestFile = 1u << 20;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  if (bytes.size() == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

// One of the two blocks of a file: a header and what it counts.
struct Block {
  std::size_t times = 0;
  std::size_t types = 0;
  std::size_t characters = 0;
  std::size_t leaps = 0;
  std::size_t standard_flags = 0;
  std::size_t utc_flags = 0;

  static Block read(std::string_view header) {
    const auto count = [&](std::size_t index) {
      return static_cast<std::size_t>(
          static_cast<std::uint32_t>(big_endian(header.substr(20 + 4 * index, 4))));
    };
    return {count(3), count(4), count(5), count(2), count(1), count(0)};
  }
  bool is_sane() const {
    return std::max({times, types, characters, leaps, standard_flags, utc_flags}) < kLargestFile && types > 0;
  }
  std::size_t bytes(std::size_t time_bytes) const {
    return times * (time_bytes + 1) + types * 6 + characters + leaps * (time_bytes + 4) + standard_flags +
           utc_flags;
  }
};

bool has_header(std::string_view file) { return file.size() >= kHeaderBytes && file.starts_with("TZif"); }

// A name must not lead out of the database's folder.
bool is_safe(const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
  });
  return is_plain && !name.empty() && name.front() != '/' && name.size() < 100;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string folder() {
  const char* own = std::getenv("TZDIR");
  return own != nullptr && *own != '\0' ? own : "/usr/share/zoneinfo";
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::parse(std::string_view file) {
  if (file.size() > kLargestFile || !has_header(file) || file[4] < '2') return nullptr;
  const Block old = Block::read(file);
  if (!old.is_sane() || file.size() < kHeaderBytes + old.bytes(4)) return nullptr;
  file.remove_prefix(kHeaderBytes + old.bytes(4));
  if (!has_header(file)) return nullptr;
  const Block block = Block::read(file);
  file.remove_prefix(kHeaderBytes);
  if (!block.is_sane() || file.size() < block.bytes(8) + 2) return nullptr;

  auto zone = std::make_shared<TimeZone>();
  const std::size_t indices = block.times * 8;
  const auto offset_of = [&](std::size_t type) {
    const std::size_t at = indices + block.times + std::min(type, block.types - 1) * 6;
    return static_cast<std::int32_t>(big_endian(file.substr(at, 4)));
  };
  zone->first_offset_ = offset_of(0);
  for (std::size_t i = 0; i < block.times; ++i) {
    const auto type = static_cast<unsigned char>(file[indices + i]);
    zone->transitions_.push_back({big_endian(file.substr(i * 8, 8)), offset_of(type)});
  }
  std::string_view footer = file.substr(block.bytes(8));
  if (footer.front() != '\n' || footer.back() != '\n') return nullptr;
  footer = footer.substr(1, footer.size() - 2);
  if (const auto rule = TimeZoneRule::parse(footer)) {
    zone->rule_ = *rule;
  } else {
    zone->rule_.standard_offset =
        zone->transitions_.empty() ? zone->first_offset_ : zone->transitions_.back().offset;
  }
  return zone;
}

std::shared_ptr<const TimeZone> TimeZone::find(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const TimeZone>> known;
  if (name.empty() || name == "UTC") return std::make_shared<TimeZone>();
  if (!is_safe(name)) return nullptr;
  std::lock_guard lock(mutex);
  const auto [place, is_new] = known.try_emplace(name);
  if (is_new) place->second = parse(read_file(folder() + "/" + name));
  std::shared_ptr<const TimeZone> found = place->second;
  // Names that do not exist come from clients: they are not kept.
  if (found == nullptr) known.erase(place);
  return found;
}

TimeZone::Seconds TimeZone::offset_at(Instant instant) const {
  const std::int64_t at = instant.time_since_epoch().count();
  if (transitions_.empty() || at >= transitions_.back().at) return Seconds(rule_.offset_at(instant));
  const auto next =
      std::upper_bound(transitions_.begin(), transitions_.end(), at,
                       [](std::int64_t time, const Transition& each) { return time < each.at; });
  return Seconds(next == transitions_.begin() ? first_offset_ : std::prev(next)->offset);
}

}  // namespace skald
