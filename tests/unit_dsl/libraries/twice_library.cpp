#include "skald/library.h"

static int loaded_activity(int number) { return number + 1; }

SKALD_WORKFLOWS(registry) { registry.add_activities<loaded_activity, loaded_activity>(); }
