#pragma once

#include "skald/registry.h"
#include "skald/version.h"

namespace skald::detail {

/// What a workflow library exports. Its first member is read before anything else is believed, so it never
/// moves.
struct LibraryEntry {
  const char* stamp;
  /// Where the library's skald is: another address than the program's means a second copy, which would not
  /// know of the fibers and exceptions of the first.
  const void* anchor;
  void (*add_to)(Registry& registry);
};

extern const char library_anchor;
inline constexpr const char* kLibrarySymbol = "skald_library_entry";

#define SKALD_ABI_STAMP "skald " SKALD_VERSION " (ABI " SKALD_ABI ")"

/// What a shared object made with SKALD_WORKFLOWS registers. The registry keeps it loaded. UsageError if it
/// cannot be loaded, has no SKALD_WORKFLOWS, was built against another version, or carries a copy of skald of
/// its own.
Registry load_library(const std::string& path);

}  // namespace skald::detail

/// Makes a shared object a workflow library, for `skald worker --library` and `skald replay --library`:
///   SKALD_WORKFLOWS(registry) {
///     registry.add_workflows<orders::place_order>();
///     registry.add_activities<orders::charge_card, orders::ship>();
///   }
/// Once in the object, outside any namespace.
#define SKALD_WORKFLOWS(registry)                                                                        \
  static void skald_add_to(::skald::Registry& registry);                                                 \
  extern "C" {                                                                                           \
  __attribute__((visibility("default"))) extern const ::skald::detail::LibraryEntry skald_library_entry; \
  const ::skald::detail::LibraryEntry skald_library_entry = {                                            \
      SKALD_ABI_STAMP, &::skald::detail::library_anchor, &skald_add_to};                                 \
  }                                                                                                      \
  static void skald_add_to(::skald::Registry& registry)
