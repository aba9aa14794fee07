#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/durability/scenarios.h"
#include "tests/store/recording_vfs/recording_vfs.h"

namespace skald::durability {

/// A life of an engine in a process of its own, which ends when the power does.
struct CutLife {
  std::function<void(Diary&)> play;
  /// Called on the disk when the engine has opened its file, before the scenario.
  std::function<void(store::RecordingVfs&)> prepare;
};

/// What a process that ran into the cut left behind.
struct CutOutcome {
  /// Facts that somebody was told, and that a disk which the cut may have left does not bear out.
  std::vector<std::string> contradictions;
  std::size_t facts = 0;
  /// The scenario ended before.
  bool was_cut = false;
};

/// Lives until the `operation`-th write or sync after opening, and looks at `images` of the disks that may be
/// left.
CutOutcome live_until(const CutLife& life, std::uint64_t operation, int images);

/// Where opening ends is told from operation 0: cuts while the file is made.
CutOutcome live_until_in_creation(const CutLife& life, std::uint64_t operation, int images);

}  // namespace skald::durability
