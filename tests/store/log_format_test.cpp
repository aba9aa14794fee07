#include <gtest/gtest.h>

#include "engine/store/sqlite/log_reader.h"
#include "engine/store/sqlite/log_writer.h"
#include "engine/store/sqlite/uuid_bytes.h"
#include "tests/store/run_story.h"

namespace skald::store {
namespace {

struct EncodedRow {
  LogKey key;
  std::string body;
};

EncodedRow encoded_row() {
  RunStory run(3, {});
  run.then(300, 2, 40);
  const LogRow& row = run.rows().back();
  EncodedRow result{{row.seq, row.run, row.prev}, {}};
  encode_log_body(row, result.body);
  return result;
}

struct EncodedChunk {
  ChunkKey key{.chunk = 10, .run = 3, .last = 12, .first_event = 5, .last_event = 8};
  std::string body;
};

EncodedChunk encoded_chunk() {
  EncodedChunk chunk;
  encode_chunk_body(chunk.key, {{5, 3, "five to seven"}, {8, 1, "eight"}}, chunk.body);
  return chunk;
}

TEST(LogFormat, every_flipped_bit_of_a_rows_body_is_seen) {
  EncodedRow row = encoded_row();
  ASSERT_TRUE(decode_log_body(row.key, row.body).ok());
  for (std::size_t bit = 0; bit < row.body.size() * 8; ++bit) {
    std::string flipped = row.body;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    auto decoded = decode_log_body(row.key, flipped);
    ASSERT_FALSE(decoded.ok()) << "bit " << bit;
    EXPECT_EQ(decoded.error().code, Code::kDataLoss);
  }
}

TEST(LogFormat, every_flipped_bit_of_a_rows_key_is_seen) {
  const EncodedRow row = encoded_row();
  for (int bit = 0; bit < 64; ++bit) {
    for (std::uint64_t LogKey::*field : {&LogKey::seq, &LogKey::run, &LogKey::prev}) {
      LogKey key = row.key;
      key.*field ^= std::uint64_t{1} << bit;
      EXPECT_FALSE(decode_log_body(key, row.body).ok());
    }
  }
}

TEST(LogFormat, row_cut_anywhere_is_damaged) {
  const EncodedRow row = encoded_row();
  for (std::size_t size = 0; size < row.body.size(); ++size) {
    EXPECT_FALSE(decode_log_body(row.key, std::string_view(row.body).substr(0, size)).ok());
  }
}

TEST(LogFormat, damaged_row_is_blamed_on_the_run_that_wrote_it) {
  const EncodedRow row = encoded_row();
  LogKey flipped = row.key;
  flipped.run ^= 1 << 4;
  EXPECT_EQ(run_of_damaged(flipped, row.body), row.key.run);
  std::string body = row.body;
  body[10] ^= 1;
  EXPECT_EQ(run_of_damaged(row.key, body), row.key.run);
}

TEST(LogFormat, chunk_gives_its_batches_back) {
  const EncodedChunk chunk = encoded_chunk();
  auto batches = decode_chunk_body(chunk.key, chunk.body);
  ASSERT_TRUE(batches.ok());
  ASSERT_EQ(batches->size(), 2u);
  EXPECT_EQ((*batches)[0].first_event_id, 5);
  EXPECT_EQ((*batches)[0].events, "five to seven");
  EXPECT_EQ((*batches)[1].first_event_id, 8);
  EXPECT_EQ((*batches)[1].event_count, 1);
  EXPECT_EQ((*batches)[1].events, "eight");
}

TEST(LogFormat, every_flipped_bit_of_a_chunk_is_seen) {
  const EncodedChunk chunk = encoded_chunk();
  for (std::size_t bit = 0; bit < chunk.body.size() * 8; ++bit) {
    std::string flipped = chunk.body;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(decode_chunk_body(chunk.key, flipped).ok());
  }
  ChunkKey key = chunk.key;
  key.last_event ^= 1;
  EXPECT_FALSE(decode_chunk_body(key, chunk.body).ok());
}

TEST(UuidBytes, only_the_canonical_form_becomes_bytes) {
  const std::string uuid = "0192d3a4-1234-7abc-8def-0123456789ab";
  auto bytes = uuid_bytes(uuid);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(uuid_text({bytes->data(), bytes->size()}), uuid);
  EXPECT_FALSE(uuid_bytes("0192D3A4-1234-7abc-8def-0123456789ab"));
  EXPECT_FALSE(uuid_bytes("0192d3a4+1234-7abc-8def-0123456789ab"));
  EXPECT_FALSE(uuid_bytes("0192d3a4-1234-7abc-8def-0123456789a"));
}

}  // namespace
}  // namespace skald::store
