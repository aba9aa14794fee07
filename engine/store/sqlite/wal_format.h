#pragma once

#include <cstdint>

/// The WAL file as SQLite's documentation describes it ("WAL-index and WAL file format", fileformat2.html
/// section 4).
///
///   file   := header frame*
///   header := magic(4) version(4) page_size(4) checkpoint_number(4) salt(8) checksum(8)
///   frame  := page_number(4) database_pages(4) salt(8) checksum(8) page
///
/// Numbers are big endian. `database_pages` is not 0 in the last frame of a transaction. A checksum covers
/// everything from the header on, in words of the byte order that the magic number tells.
namespace skald::store {

inline constexpr std::int64_t kWalHeaderSize = 32;
inline constexpr std::int64_t kWalFrameHeaderSize = 24;
inline constexpr std::uint32_t kWalMagicLittleEndian = 0x377f0682;
inline constexpr std::uint32_t kWalMagicBigEndian = 0x377f0683;

}  // namespace skald::store
