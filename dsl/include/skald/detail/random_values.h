#pragma once

#include <cstdint>
#include <string>

/// Values made of random bits, by algorithms that are the same in every library and fixed for ever: histories
/// depend on them. std::*_distribution differ from one standard library to the next.
namespace skald::detail {

/// The upper 53 bits as a number in [0, 1).
double unit_interval(std::uint64_t bits);

/// An integer of [from, to], all equally likely: bits modulo the size, after drawing again what would favour
/// small ones. UsageError if `to` is below `from`.
std::int64_t pick_in_range(std::int64_t from, std::int64_t to, std::uint64_t (*bits)());

/// A UUID of version 4 of these bits, lower case with dashes.
std::string format_uuid(std::uint64_t high, std::uint64_t low);

}  // namespace skald::detail
