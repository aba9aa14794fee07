#include "skald/library.h"

static int loaded_activity(int number) { return number + 1; }

namespace {
// What a library linked to a static skald has: the same things at other addresses.
const char another_anchor = 0;
void add_to(skald::Registry& registry) { registry.add_activities<loaded_activity>(); }
}  // namespace

extern "C" {
extern const skald::detail::LibraryEntry skald_library_entry;
const skald::detail::LibraryEntry skald_library_entry = {SKALD_ABI_STAMP, &another_anchor, add_to};
}
