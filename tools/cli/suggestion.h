#pragma once

#include <string>
#include <vector>

namespace skald::cli {

/// The candidate that `typed` was probably meant to be; empty: none is near enough.
std::string nearest(const std::string& typed, const std::vector<std::string>& candidates);

}  // namespace skald::cli
