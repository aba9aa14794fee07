#include "engine/store/sqlite/log_checksum.h"

#include "engine/store/crc32c.h"

namespace skald::store {

std::uint32_t log_checksum(const LogKey& key, std::string_view body) {
  return Checksum().add(key.seq).add(key.run).add(key.prev).add_rest(body.substr(kChecksumSize)).value();
}

std::uint32_t chunk_checksum(const ChunkKey& key, std::string_view body) {
  return Checksum()
      .add(key.chunk)
      .add(key.run)
      .add(key.last)
      .add(key.first_event)
      .add(key.last_event)
      .add_rest(body.substr(kChecksumSize))
      .value();
}

}  // namespace skald::store
