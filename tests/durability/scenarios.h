#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/durability/diary.h"

namespace skald::durability {

/// A short life of an engine.
struct Scenario {
  std::string name;
  std::function<void(Diary&)> play;
};

std::vector<Scenario> scenarios();

/// For messages of GoogleTest.
inline std::ostream& operator<<(std::ostream& stream, const Scenario& scenario) {
  return stream << scenario.name;
}

/// Options under which derived rows, folds and checkpoints happen within a scenario.
runtime::Options busy_engine();
store::Options busy_file(const std::string& path, const char* vfs);

}  // namespace skald::durability
