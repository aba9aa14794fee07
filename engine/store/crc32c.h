#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace skald::store {

/// CRC-32C (Castagnoli) of `bytes`, continued from `crc` (0 for a new one). Uses the processor's instruction
/// where there is one.
std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes);

/// A CRC-32C over a sequence of fields. Numbers count as eight bytes, texts carry their length before them,
/// so that no byte can move from one field to the next unnoticed.
class Checksum {
 public:
  Checksum& add(std::uint64_t number);
  Checksum& add(std::int64_t number) { return add(static_cast<std::uint64_t>(number)); }
  Checksum& add(std::string_view text);
  /// Without the length: for the last field of a sequence.
  Checksum& add_rest(std::string_view bytes);
  std::uint32_t value() const { return crc_; }

 private:
  std::uint32_t crc_ = 0;
};

}  // namespace skald::store
