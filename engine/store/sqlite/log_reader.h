#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/log_writer.h"

namespace skald::store {

/// A log row's body, taken apart; the views point into it.
struct LogBody {
  std::int64_t first_event_id = 0;
  std::int32_t event_count = 0;
  std::string_view events;
  std::string_view facts;
};

/// kDataLoss, naming run and row, if key and body are not what was written.
Result<LogBody> decode_log_body(const LogKey& key, std::string_view body);

/// The batches of a chunk, oldest first; the views point into `body`. kDataLoss as above.
Result<std::vector<BatchView>> decode_chunk_body(const ChunkKey& key, std::string_view body);

/// The run that a damaged row belongs to. If one flipped bit in the column `run` explains the damage, the run
/// that was written there; else the column's value.
RunNumber run_of_damaged(const LogKey& key, std::string_view body);

}  // namespace skald::store
