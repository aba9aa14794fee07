#include "progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace orders {

Progress::Progress(Start start)
    : start_(start),
      on_terminal_(isatty(STDOUT_FILENO) == 1),
      tenths_shown_(10 * start.closed_before / start.orders) {}

Progress::~Progress() {
  if (on_terminal_) std::fputs("\n", stdout);
}

void Progress::show(Outcomes::Count count) {
  const std::size_t tenths = 10 * count.closed / start_.orders;
  const bool is_news = on_terminal_ ? count.closed >= start_.closed_before : tenths > tenths_shown_;
  if (!is_news) return;
  tenths_shown_ = tenths;
  waiting_shown_ = false;
  fmt::print("{}  {:4} of {} orders closed ({:3} %): {:4} shipped, {:3} undone{}", on_terminal_ ? "\r" : "",
             count.closed, start_.orders, 100 * count.closed / start_.orders, count.shipped,
             count.closed - count.shipped, on_terminal_ ? "" : "\n");
  std::fflush(stdout);
}

void Progress::show_waiting(Outcomes::Count count) {
  if (on_terminal_ || waiting_shown_) return;
  waiting_shown_ = true;
  fmt::print("  {:4} orders wait for answers\n", start_.orders - count.closed);
  std::fflush(stdout);
}

}  // namespace orders
