#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/durability/wire_diary.h"

namespace skald::durability {

/// A short life of an engine whose callers come over the wire.
struct WireScenario {
  std::string name;
  std::function<void(WireDiary&)> play;
};

std::vector<WireScenario> wire_scenarios();

/// For messages of GoogleTest.
inline std::ostream& operator<<(std::ostream& stream, const WireScenario& scenario) {
  return stream << scenario.name;
}

}  // namespace skald::durability
