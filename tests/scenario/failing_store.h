#pragma once

#include <atomic>
#include <memory>

#include "engine/store/store.h"

namespace skald::tests {

/// Says which calls of a store fail from now on. Any thread.
struct StoreFaults {
  std::atomic<bool> reads{false};     ///< looking for one run
  std::atomic<bool> recovery{false};  ///< reading the log
};

/// A store whose readers fail when they are told to: kUnavailable, "the disk does not answer".
std::unique_ptr<store::Store> failing_store(std::unique_ptr<store::Store> store, StoreFaults& faults);

}  // namespace skald::tests
