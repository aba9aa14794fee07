#include "engine/runtime/known_ids.h"

namespace skald::runtime {
namespace {

constexpr std::size_t kFirstBlocks = 128;
constexpr std::size_t kGrowth = 4;
constexpr std::size_t kIdsInBlock = 21;

// Odd numbers: what they multiply spreads over the upper bits.
constexpr std::array<std::uint32_t, 8> kSalts = {0x47b6137bu, 0x44974d91u, 0x8824ad5bu, 0xa2b7289du,
                                                 0x705495c7u, 0x2df1424bu, 0x9efc4947u, 0x5c6bfb31u};

// Shards are chosen by the lower bits, so those of one shard are much alike.
std::uint64_t mixed(std::uint64_t hash) {
  hash ^= hash >> 32;
  hash *= 0x9e3779b97f4a7c15ull;
  return hash ^ (hash >> 29);
}

std::size_t block_of(std::uint64_t hash, std::size_t blocks) { return (hash >> 32) % blocks; }

std::uint32_t bit_of(std::uint64_t hash, std::size_t word) {
  return std::uint32_t{1} << ((static_cast<std::uint32_t>(hash) * kSalts[word]) >> 27);
}

}  // namespace

void KnownIds::add(std::uint64_t hash) {
  // Runs that leave memory and come back are added again.
  if (may_have(hash)) return;
  if (layers_.empty()) layers_.push_back({std::vector<Block>(kFirstBlocks), 0});
  if (layers_.back().ids >= layers_.back().blocks.size() * kIdsInBlock)
    layers_.push_back({std::vector<Block>(layers_.back().blocks.size() * kGrowth), 0});
  Layer& layer = layers_.back();
  ++layer.ids;
  const std::uint64_t bits = mixed(hash);
  Block& block = layer.blocks[block_of(bits, layer.blocks.size())];
  for (std::size_t word = 0; word < block.size(); ++word) block[word] |= bit_of(bits, word);
}

bool KnownIds::may_have(std::uint64_t hash) const {
  const std::uint64_t bits = mixed(hash);
  for (const Layer& layer : layers_) {
    const Block& block = layer.blocks[block_of(bits, layer.blocks.size())];
    bool has_all = true;
    for (std::size_t word = 0; word < block.size(); ++word)
      has_all &= (block[word] & bit_of(bits, word)) != 0;
    if (has_all) return true;
  }
  return false;
}

}  // namespace skald::runtime
