#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/history/terminal_text.h"

namespace skald::cli {

struct Column {
  std::string title;
  /// Not cut below this; columns that must be read whole say their full width.
  std::size_t least = 8;
  bool right_aligned = false;
  /// Cut before the others are.
  bool is_minor = false;
};

struct Cell {
  std::string text;
  history::Colour colour = history::Colour::kNone;
};

/// Rows below a line of titles, as wide as their contents and not wider than `width` (0: no limit): the
/// widest columns are cut first. Columns without any text are left out.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows,
                  std::size_t width, bool colours);

}  // namespace skald::cli
