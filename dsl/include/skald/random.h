#pragma once

#include <cstdint>
#include <string>

#include "skald/detail/calls.h"
#include "skald/detail/random_values.h"

namespace skald {

/// Random values of this run, the same in every replay and with every compiler: the algorithms are ours and
/// fixed for ever. None suspends or records anything. Not for secrets: whoever reads the history can compute
/// them.

/// A number from 0 up to, but without, 1; 53 random bits.
inline double random() { return detail::unit_interval(detail::random_bits()); }

/// Which integers random() may return; both ends belong to it.
struct RandomRange {
  std::int64_t from = 0;
  std::int64_t to = 0;
};
/// An integer of the range, all equally likely: random({.from = 1, .to = 6}). UsageError if `to` is below
/// `from`.
inline std::int64_t random(RandomRange range) {
  return detail::pick_in_range(range.from, range.to, detail::random_bits);
}

/// A random UUID (version 4), lower case with dashes.
inline std::string uuid() {
  const auto high = detail::random_bits();
  return detail::format_uuid(high, detail::random_bits());
}

}  // namespace skald
