#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/store/store.h"
#include "tests/store/recording_vfs/recording_vfs.h"

namespace skald::store {

/// A power cut in a scenario, for messages that let it be repeated.
struct PowerCut {
  std::uint64_t operation = 0;
  std::uint64_t seed = 0;
};

/// What is cut, and how often.
struct PowerCutPlan {
  /// Works on the file of these options, which is new in every call, and stops at the first error. Everything
  /// that it opened is closed when it returns. It acknowledges to whoever checks, outside of the file.
  std::function<void(const Options& options, RecordingVfs& vfs)> scenario;
  /// Looks at the file that the cut left behind, at `path`, on SQLite's own VFS.
  std::function<void(const std::string& path, const PowerCut& cut)> check;
  /// Every which operation: 1 is every write and sync.
  std::uint64_t stride = 1;
  /// Images made and checked per cut.
  std::uint64_t images = 2;
  std::uint64_t seed = 1;
  /// Called on each new VFS before the scenario, to make it worse.
  std::function<void(RecordingVfs& vfs)> prepare;
};

/// Runs the scenario once per operation of it, each time with the power cut there, and checks what is left;
/// then once to its end, which is checked too. Returns the number of cuts.
std::uint64_t cut_power_everywhere(const PowerCutPlan& plan);

}  // namespace skald::store
