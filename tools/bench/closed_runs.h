#pragma once

#include <filesystem>

#include "tools/bench/bench.h"

namespace skald::bench {

/// A copy of a file with `count` closed runs of one activity each. The original is made once and kept in the
/// context's folder.
std::filesystem::path file_with_closed_runs(const Context& context, long count);

}  // namespace skald::bench
