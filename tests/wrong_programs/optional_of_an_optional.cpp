// error: an optional of something that may be null itself cannot be read back
#include <optional>

#include "tests/wrong_programs/orders.h"

std::optional<std::optional<int>> activity();
void workflow() { skald::run<activity>(); }  // wrong
