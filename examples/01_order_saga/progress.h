#pragma once

#include <cstddef>

#include "outcomes.h"

namespace orders {

/// Shows how far the orders are: on a terminal in one line that is updated, elsewhere in a line for every
/// tenth.
class Progress {
 public:
  /// `closed_before`: what an earlier process did is not shown again.
  struct Start {
    std::size_t orders = 0;
    std::size_t closed_before = 0;
  };
  explicit Progress(Start start);
  /// Ends the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(Outcomes::Count count);
  /// Nothing has closed since it was shown last.
  void show_waiting(Outcomes::Count count);

 private:
  const Start start_;
  const bool on_terminal_;
  std::size_t tenths_shown_;
  bool waiting_shown_ = false;
};

}  // namespace orders
