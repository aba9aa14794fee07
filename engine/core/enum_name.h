#pragma once

#include <string>
#include <string_view>

namespace skald::core {

/// "START_TIMER" becomes "StartTimer": how Temporal's server prints the values of its enumerations.
std::string camel_case(std::string_view upper_case);

}  // namespace skald::core
