#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skald::store {

/// Appends `number` in groups of seven bits, least first, as protobuf does.
inline void put_varint(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}

/// Takes a number off the front of `in`. False if `in` ends before the number does.
inline bool get_varint(std::string_view& in, std::uint64_t& number) {
  number = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace skald::store
