#pragma once

namespace skald::detail {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}

/// Ends the process if a fact that our own code made does not hold. On in every build; one condition each.
/// What comes from disk, wire, user or clock is validated instead.
#define SKALD_ASSERT(condition)                        \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::skald::detail::assertion_failed(#condition, __FILE__, __LINE__))
