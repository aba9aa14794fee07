#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace skald::runtime {

/// The workflow ids that runs were started under: a Bloom filter that grows. What was added is found, always;
/// of what was not, about one in two hundred is taken for known. Takes about 12 bits an id.
class KnownIds {
 public:
  /// `hash`: of the id in its namespace.
  void add(std::uint64_t hash);
  /// False: it was never added.
  bool may_have(std::uint64_t hash) const;

 private:
  /// One cache line holds all bits of an id, one in each word.
  using Block = std::array<std::uint32_t, 8>;

  /// Each holds four times as many ids as the one before: bits cannot be moved to a larger one.
  struct Layer {
    std::vector<Block> blocks;
    std::size_t ids = 0;
  };

  std::vector<Layer> layers_;
};

}  // namespace skald::runtime
