#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/sqlite/log_format.h"

namespace skald::store {

/// Replaces `body` by the body of `row`.
void encode_log_body(const LogRow& row, std::string& body);

/// One batch of a chunk, its bytes owned by somebody else.
struct BatchView {
  std::int64_t first_event_id = 0;
  std::int32_t event_count = 0;
  std::string_view events;
};

/// Replaces `body` by the body of the chunk that holds `batches`.
void encode_chunk_body(const ChunkKey& key, const std::vector<BatchView>& batches, std::string& body);

}  // namespace skald::store
