#pragma once

#include <array>
#include <string>

namespace skald::fiber {

class SymbolTables;

/// The return addresses of a suspended fiber, innermost first.
struct CallStack {
  std::array<void*, 64> addresses;
  int begin = 0;
  int end = 0;

  /// Takes the frames outside the calling function.
  void take();
  void* at(int frame) const { return addresses[static_cast<std::size_t>(frame)]; }
  /// A line for each frame; those that every fiber begins with are left out.
  std::string to_string(SymbolTables& symbols) const;
};

}  // namespace skald::fiber
