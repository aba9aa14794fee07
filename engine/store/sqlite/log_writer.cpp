#include "engine/store/sqlite/log_writer.h"

#include "engine/store/sqlite/log_checksum.h"
#include "engine/store/sqlite/varint.h"

namespace skald::store {
namespace {

void start_body(std::string& body) { body.assign(kChecksumSize, '\0'); }

void seal(std::string& body, std::uint32_t checksum) {
  for (std::size_t i = 0; i < kChecksumSize; ++i) body[i] = static_cast<char>(checksum >> (8 * i));
}

}  // namespace

void encode_log_body(const LogRow& row, std::string& body) {
  start_body(body);
  put_varint(body, static_cast<std::uint64_t>(row.first_event_id));
  put_varint(body, static_cast<std::uint64_t>(row.event_count));
  put_varint(body, row.events.size());
  body += row.events;
  body += row.facts;
  seal(body, log_checksum({row.seq, row.run, row.prev}, body));
}

void encode_chunk_body(const ChunkKey& key, const std::vector<BatchView>& batches, std::string& body) {
  start_body(body);
  put_varint(body, batches.size());
  for (const BatchView& batch : batches) {
    put_varint(body, static_cast<std::uint64_t>(batch.event_count));
    put_varint(body, batch.events.size());
  }
  for (const BatchView& batch : batches) body += batch.events;
  seal(body, chunk_checksum(key, body));
}

}  // namespace skald::store
