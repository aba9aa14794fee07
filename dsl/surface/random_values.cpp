#include "skald/detail/random_values.h"

#include <limits>

#include "skald/errors.h"

namespace skald::detail {

double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11U) * 0x1.0p-53; }

std::int64_t pick_in_range(std::int64_t from, std::int64_t to, std::uint64_t (*bits)()) {
  if (to < from) {
    throw UsageError("random(): the range ends at " + std::to_string(to) + ", before it starts at " +
                     std::to_string(from));
  }
  const auto size = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from) + 1;
  if (size == 0) return static_cast<std::int64_t>(bits());  // every 64-bit integer
  // Draws below this are as many as do not divide evenly: 2^64 modulo size.
  const auto uneven = (std::numeric_limits<std::uint64_t>::max() - size + 1) % size;
  auto draw = bits();
  while (draw < uneven) draw = bits();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + draw % size);
}

std::string format_uuid(std::uint64_t high, std::uint64_t low) {
  constexpr char kHex[] = "0123456789abcdef";
  high = (high & 0xFFFFFFFFFFFF0FFFU) | 0x4000U;
  low = (low & 0x3FFFFFFFFFFFFFFFU) | 0x8000000000000000U;
  std::string text;
  for (unsigned digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text += '-';
    const auto half = digit < 16 ? high : low;
    text += kHex[(half >> (60 - 4 * (digit % 16))) & 15U];
  }
  return text;
}

}  // namespace skald::detail
