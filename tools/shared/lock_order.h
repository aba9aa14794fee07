#pragma once

#include <absl/synchronization/mutex.h>

namespace skald::tools {

/// gRPC's locks are Abseil's, and Debian's build of it keeps a graph of the order in which they are taken,
/// which costs a server some percent of its time. For programs, at their start: it holds for the whole
/// process.
inline void stop_tracking_lock_order() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

}  // namespace skald::tools
