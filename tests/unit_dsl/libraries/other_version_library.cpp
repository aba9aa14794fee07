#include "skald/library.h"

// As a library of a later version would begin.
extern "C" {
extern const skald::detail::LibraryEntry skald_library_entry;
const skald::detail::LibraryEntry skald_library_entry = {"skald 9.9.9 (ABI 77)", nullptr, nullptr};
}
