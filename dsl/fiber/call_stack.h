#pragma once

#include <array>
#include <string>

namespace skald::fiber {

class SymbolTables;

/// The return addresses of a suspended fiber, innermost first.
struct CallStack {
  std::array<void*, 64> addresses;
  int size = 0;

  /// Takes the calling function's.
  void take();
  /// A line for each frame of the fiber's body: the frames of suspend() and of the fiber's beginning are left
  /// out.
  std::string to_string(SymbolTables& symbols) const;
};

}  // namespace skald::fiber
