// error: a template or lambda has no name that every compiler agrees on: specialise skald::Name for it
#include "tests/wrong_programs/orders.h"

inline constexpr auto twice = [](int value) { return 2 * value; };
int workflow() { return skald::run<+twice>(4); }  // wrong
