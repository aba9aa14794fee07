#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/core/decision.h"

namespace skald::runtime {

/// How an engine runs. Nothing in the file depends on it.
struct Options {
  Clock* clock = &Clock::system();
  core::Limits limits;
  /// Threads that decide; each owns the workflow ids that hash to it. 1 to 64.
  std::size_t shards = 1;
  /// Threads that read the file for runs which are not in memory. 1 to 64.
  std::size_t loaders = 1;
  /// Open runs stay in memory up to about this many bytes of state; the least recently used leave first.
  std::size_t resident_bytes = 256u << 20;
  /// How long a poll for a task waits before it is answered with an empty message.
  Duration task_long_poll = std::chrono::seconds(60);
  /// How long a call that waits for new events waits before it answers without one.
  Duration history_long_poll = std::chrono::seconds(20);
  /// Derived rows of a run are written at the latest this long after its oldest uncovered transition.
  Duration derived_age = std::chrono::milliseconds(500);
  /// Time that a batch may spend on derived rows, unless the recovery tail has grown too long.
  Duration derived_slice = std::chrono::milliseconds(2);
  /// From this many log rows behind on, slices grow; from twice as many, new starts are refused.
  std::uint64_t recovery_tail_rows = 200'000;
  /// A run's rows are folded into its history from this many rows in the log on.
  std::uint32_t fold_rows = 256;
  /// Undurable bytes beyond which shards stop taking requests.
  std::size_t undurable_bytes = 64u << 20;
  /// Called once before the process ends because a sync failed: what is on the disk is unknown.
  std::function<void(const Error&)> on_fatal;
};

}  // namespace skald::runtime
