#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "engine/store/store.h"

namespace skald::tests {

/// Says which calls of a store fail from now on. Any thread.
struct StoreFaults {
  std::atomic<bool> reads{false};       ///< looking for one run
  std::atomic<bool> histories{false};   ///< reading the events of a run
  std::atomic<bool> recovery{false};    ///< reading the log
  std::atomic<bool> locked{false};      ///< writing: another program has the file
  std::atomic<bool> counting{false};    ///< counts do not come to an end as long as this holds
  std::atomic<int> counts{0};           ///< how many counts have begun
  std::function<void()> before_events;  ///< done before the events of a run are read; set before it is needed
};

/// A store that fails when it is told to: kUnavailable, "the disk does not answer".
std::unique_ptr<store::Store> failing_store(std::unique_ptr<store::Store> store, StoreFaults& faults);

}  // namespace skald::tests
