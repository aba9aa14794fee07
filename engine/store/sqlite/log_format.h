#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/store/store.h"

/// Constants of the file format; log_format.md is its description.
namespace skald::store {

/// PRAGMA application_id: "SKLD".
inline constexpr std::int64_t kApplicationId = 0x534b4c44;
/// PRAGMA user_version. Grows with every change that an older build cannot read.
inline constexpr std::int64_t kFormatVersion = 2;

/// PRAGMA page_size.
inline constexpr std::uint64_t kPageSize = 4096;

/// Every body begins with a CRC-32C, little endian.
inline constexpr std::size_t kChecksumSize = 4;

/// A chunk of history takes no further batch once it has one of these.
inline constexpr std::size_t kChunkBatches = 256;
inline constexpr std::size_t kChunkBytes = 256 << 10;

/// The columns of a log row that are not its body.
struct LogKey {
  Seq seq = 0;
  RunNumber run = 0;
  Seq prev = 0;
};

/// The columns of a chunk of history that are not its body. A chunk without batches has first_event =
/// last_event + 1.
struct ChunkKey {
  Seq chunk = 0;  ///< the first row's seq; of a run's first chunk therefore the run's number
  RunNumber run = 0;
  Seq last = 0;  ///< the last row's seq
  std::int64_t first_event = 0;
  std::int64_t last_event = 0;
};

}  // namespace skald::store
