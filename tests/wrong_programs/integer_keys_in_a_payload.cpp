// error: names in JSON are strings: use std::map<std::string, ...> or a vector of pairs
// told: MapKeyInPayload<std::map<int, int>
#include <map>

#include "tests/wrong_programs/orders.h"

std::map<int, int> activity();
std::map<int, int> workflow() { return skald::run<activity>(); }  // wrong
