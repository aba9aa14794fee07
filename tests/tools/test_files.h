#pragma once

#include <string>

namespace skald::history {

/// A file beside the tests, whole. Fails the test if it cannot be read.
std::string test_file(const std::string& name);

/// Compares with the file expected/<name>. With SKALD_UPDATE_EXPECTED=1 in the environment the file is
/// written instead.
void expect_as_in_file(const std::string& name, const std::string& text);

}  // namespace skald::history
