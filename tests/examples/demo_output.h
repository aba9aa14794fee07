#pragma once

#include <string>

namespace skald::examples {

/// What is the same in every run of the demo: without the progress, which comes as it comes, without the
/// arguments in the timeline, which are cut to fit, and with # for the numbers. The results keep theirs.
std::string comparable(const std::string& output);

}  // namespace skald::examples
