#include "tools/cli/stop_signals.h"

#include <pthread.h>

namespace skald::cli {

StopSignals::StopSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  // Whoever reads the log may go; the server stays.
  std::signal(SIGPIPE, SIG_IGN);
}

bool StopSignals::has_come() const {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

void StopSignals::wait() {
  int received = 0;
  sigwait(&set_, &received);
  pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
}

}  // namespace skald::cli
