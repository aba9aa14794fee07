#include "tools/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace skald::cli {

Terminal standard_output() {
  Terminal terminal;
  terminal.is_terminal = isatty(STDOUT_FILENO) == 1;
  terminal.colours = terminal.is_terminal && std::getenv("NO_COLOR") == nullptr;
  winsize size{};
  const char* columns = std::getenv("COLUMNS");
  if (terminal.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
  } else if (columns != nullptr && std::atoi(columns) > 0) {
    terminal.width = static_cast<std::size_t>(std::atoi(columns));
  }
  return terminal;
}

bool is_watched() { return isatty(STDERR_FILENO) == 1; }

}  // namespace skald::cli
