#include "engine/store/sqlite/log_reader.h"

#include <string>

#include "engine/store/sqlite/log_checksum.h"
#include "engine/store/sqlite/varint.h"

namespace skald::store {
namespace {

std::uint32_t stored_checksum(std::string_view body) {
  std::uint32_t checksum = 0;
  for (std::size_t i = kChecksumSize; i-- > 0;)
    checksum = checksum << 8 | static_cast<unsigned char>(body[i]);
  return checksum;
}

Error damaged_row(const LogKey& key, const char* how) {
  return {Code::kDataLoss,
          "SKALD1002: run " + std::to_string(key.run) + ": row " + std::to_string(key.seq) +
              " of the log is damaged (" + how +
              "); restore the file from a backup, or start the workflow again under another id",
          {}};
}

Error damaged_chunk(const ChunkKey& key, const char* how) {
  return {Code::kDataLoss,
          "SKALD1002: run " + std::to_string(key.run) + ": chunk " + std::to_string(key.chunk) +
              " of its history is damaged (" + how + "); restore the file from a backup",
          {}};
}

}  // namespace

Result<LogBody> decode_log_body(const LogKey& key, std::string_view body) {
  if (body.size() < kChecksumSize) return damaged_row(key, "cut short");
  if (stored_checksum(body) != log_checksum(key, body)) return damaged_row(key, "wrong checksum");
  std::string_view rest = body.substr(kChecksumSize);
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  if (!get_varint(rest, first) || !get_varint(rest, count) || !get_varint(rest, size) || size > rest.size()) {
    return damaged_row(key, "wrong lengths");
  }
  return LogBody{.first_event_id = static_cast<std::int64_t>(first),
                 .event_count = static_cast<std::int32_t>(count),
                 .events = rest.substr(0, size),
                 .facts = rest.substr(size)};
}

Result<std::vector<BatchView>> decode_chunk_body(const ChunkKey& key, std::string_view body) {
  if (body.size() < kChecksumSize) return damaged_chunk(key, "cut short");
  if (stored_checksum(body) != chunk_checksum(key, body)) return damaged_chunk(key, "wrong checksum");
  std::string_view rest = body.substr(kChecksumSize);
  std::uint64_t batches = 0;
  if (!get_varint(rest, batches) || batches > rest.size()) return damaged_chunk(key, "wrong lengths");

  std::vector<BatchView> result(batches);
  std::vector<std::uint64_t> sizes(batches);
  std::int64_t next_event = key.first_event;
  for (std::size_t i = 0; i < batches; ++i) {
    std::uint64_t count = 0;
    if (!get_varint(rest, count) || !get_varint(rest, sizes[i])) return damaged_chunk(key, "wrong lengths");
    result[i].first_event_id = next_event;
    result[i].event_count = static_cast<std::int32_t>(count);
    next_event += result[i].event_count;
  }
  for (std::size_t i = 0; i < batches; ++i) {
    if (sizes[i] > rest.size()) return damaged_chunk(key, "wrong lengths");
    result[i].events = rest.substr(0, sizes[i]);
    rest.remove_prefix(sizes[i]);
  }
  if (!rest.empty() || next_event != key.last_event + 1) return damaged_chunk(key, "wrong lengths");
  return result;
}

RunNumber run_of_damaged(const LogKey& key, std::string_view body) {
  if (body.size() < kChecksumSize) return key.run;
  for (int bit = 0; bit < 64; ++bit) {
    LogKey other = key;
    other.run ^= RunNumber{1} << bit;
    if (stored_checksum(body) == log_checksum(other, body)) return other.run;
  }
  return key.run;
}

}  // namespace skald::store
