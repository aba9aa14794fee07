#pragma once

#include <atomic>
#include <cstdint>

namespace skald::runtime {

/// Counters of one engine since it was opened. Any thread.
struct Metrics {
  std::atomic<std::uint64_t> syncs{0};
  std::atomic<std::uint64_t> log_rows{0};
  std::atomic<std::uint64_t> derived_rows{0};
  std::atomic<std::uint64_t> folds{0};
  std::atomic<std::uint64_t> checkpoints{0};
  std::atomic<std::uint64_t> loads{0};
  /// Log rows that recovery would have to apply now.
  std::atomic<std::uint64_t> recovery_tail_rows{0};
  /// Runs in memory, as messages or packed.
  std::atomic<std::uint64_t> resident_runs{0};
  std::atomic<std::uint64_t> packed_runs{0};
  /// What these runs take in memory, of Options::resident_bytes.
  std::atomic<std::uint64_t> resident_bytes{0};
  std::atomic<std::uint64_t> quarantined_runs{0};
  std::atomic<bool> disk_full{false};
};

}  // namespace skald::runtime
