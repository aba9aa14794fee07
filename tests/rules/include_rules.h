#pragma once

#include <string>
#include <vector>

#include "tests/rules/source_tree.h"

namespace skald::rules {

struct Include {
  std::size_t line_index = 0;
  std::string path;  ///< between the quotes or brackets
  bool quoted = false;
};

std::vector<Include> includes_of(const SourceFile& file);

/// What the file includes against the arrows of ARCHITECTURE.md, as "path:line: …".
std::vector<std::string> include_violations(const SourceFile& file);

}  // namespace skald::rules
