#include "engine/base/ids.h"

#include <array>
#include <cstdint>
#include <random>

namespace skald {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

std::uint64_t random_bits() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return generator();
}

Bytes random_bytes() {
  Bytes bytes{};
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t bits = random_bits();
    for (std::size_t i = 0; i < 8; ++i, bits >>= 8) bytes[half * 8 + i] = static_cast<std::uint8_t>(bits);
  }
  return bytes;
}

std::string format(Bytes bytes, std::uint8_t version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0f];
  }
  return text;
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string random_uuid() { return format(random_bytes(), 4); }

std::string time_ordered_uuid(Time now) {
  Bytes bytes = random_bytes();
  auto milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  for (std::size_t i = 6; i-- > 0; milliseconds >>= 8) bytes[i] = static_cast<std::uint8_t>(milliseconds);
  return format(bytes, 7);
}

std::string numbered_uuid(const std::string& uuid, std::uint64_t number) {
  constexpr std::size_t kLast = 24;  // the last twelve digits
  constexpr std::uint64_t kMask = (1ull << 48) - 1;
  std::uint64_t bits = is_uuid(uuid) ? std::stoull(uuid.substr(kLast), nullptr, 16) : 0;
  bits = (bits ^ number) & kMask;
  std::string text = uuid.substr(0, kLast);
  constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 44; shift >= 0; shift -= 4) text += kDigits[bits >> shift & 0x0f];
  return text;
}

bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  }
  return true;
}

}  // namespace skald
