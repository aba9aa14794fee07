// error: unordered containers are iterated in an order that differs between libraries, so a workflow would not replay
// told: UnorderedInPayload<std::unordered_map<
#include <unordered_map>

#include "tests/wrong_programs/orders.h"

int activity(const std::unordered_map<std::string, int>& stock);
int workflow() { return skald::run<activity>({}); }  // wrong
