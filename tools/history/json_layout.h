#pragma once

#include <string>
#include <string_view>

namespace skald::history {

/// Lays out compact, well-formed JSON for people: two spaces a level, one member a line, a line break at the
/// end. Numbers and strings stay as they are written.
std::string lay_out_json(std::string_view compact);

}  // namespace skald::history
