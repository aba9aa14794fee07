#pragma once

#include <cstddef>

namespace skald::cli {

/// What standard output can show.
struct Terminal {
  /// Characters of a line: the terminal's; $COLUMNS or 120 where there is none.
  std::size_t width = 120;
  /// On a terminal, unless $NO_COLOR is set.
  bool colours = false;
  bool is_terminal = false;
};

Terminal standard_output();

/// Progress is shown where a person watches: standard error is a terminal.
bool is_watched();

}  // namespace skald::cli
