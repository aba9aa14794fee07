#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace skald::replay {

/// A run's random numbers: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64 from the
/// FNV-1a 64-bit hash of a run id. Fixed for ever: histories depend on it.
class RandomBits {
 public:
  explicit RandomBits(std::string_view run_id = {});
  std::uint64_t next();

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace skald::replay
