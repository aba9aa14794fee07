// error: the alternatives of a variant need names that differ: use described structs
#include <variant>
#include <vector>

#include "tests/wrong_programs/orders.h"

std::variant<std::vector<int>, int> activity();
void workflow() { skald::run<activity>(); }  // wrong
