#pragma once

#include <cstdint>
#include <string_view>

#include "engine/store/sqlite/log_format.h"

namespace skald::store {

/// Checksum of a row's key and of its body without the checksum's own bytes: a flip in a column is seen too.
std::uint32_t log_checksum(const LogKey& key, std::string_view body);
std::uint32_t chunk_checksum(const ChunkKey& key, std::string_view body);

}  // namespace skald::store
