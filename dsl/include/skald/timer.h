#pragma once

#include <functional>

#include "skald/future.h"

namespace skald {

/// Starts a durable timer; its future is ready when `delay` has passed on the engine's clock, whatever
/// happens to this process meanwhile. A delay below 1 ms is 1 ms.
///
/// Does not suspend. Can be cancelled: with the scope that is current now, or by Future::cancel(). Recorded:
/// that it was started, and that it fired or was cancelled.
inline Future<void> timer(Duration delay, Site site = Site::current()) {
  return Future<void>(detail::start_timer(delay, site));
}

/// Waits so long; a month is as good as a second, the process may end in between. Suspends. Can be cancelled:
/// with the current scope, then CancelledError. Recorded: a timer.
inline void sleep(Duration delay, Site site = Site::current()) { timer(delay, site).get(); }

/// Waits until `condition` holds, but no longer than `timeout`: true if it holds. The condition is checked
/// now, after every event and after every fiber that ran. It must not wait and must change nothing; what it
/// throws comes out here.
///
/// Suspends, unless it holds now. Can be cancelled: with the current scope, then CancelledError. Recorded: a
/// timer, if it waits. With a timeout of zero or less it only looks: no suspending, nothing recorded.
inline bool wait_for(Duration timeout, const std::function<bool()>& condition, Site site = Site::current()) {
  return timeout <= Duration{} ? condition() : detail::wait_until(timeout, condition, site);
}

/// Waits until `condition` holds, for however long that takes.
///
/// Suspends, unless it holds now. Can be cancelled: with the current scope, then CancelledError. Recorded:
/// nothing, because what made it hold is in the history.
inline void wait_for(const std::function<bool()>& condition, Site site = Site::current()) {
  detail::wait_until({}, condition, site);
}

/// The time of the current workflow task: it stands still while the workflow computes. Does not suspend,
/// records nothing.
inline Time now() { return detail::now(); }

}  // namespace skald
