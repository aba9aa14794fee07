#include "tools/cli/stop_signals.h"

#include <pthread.h>

namespace skald::cli {

StopSignals::StopSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

void StopSignals::wait() {
  int received = 0;
  sigwait(&set_, &received);
  pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
}

}  // namespace skald::cli
