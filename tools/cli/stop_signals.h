#pragma once

#include <csignal>

namespace skald::cli {

/// Ctrl-C and SIGTERM, waited for instead of handled: blocked in the first thread, all later ones inherit it.
class StopSignals {
 public:
  StopSignals();
  /// Returns after the first; the next one ends the process at once.
  void wait();
  /// One has come. Does not wait; wait() returns for it, too.
  bool has_come() const;

 private:
  sigset_t set_{};
};

}  // namespace skald::cli
