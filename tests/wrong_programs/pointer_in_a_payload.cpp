// error: a pointer cannot be a payload: pass the value, or a std::optional of it
// told: PointerInPayload<const orders::Order
#include "tests/wrong_programs/orders.h"

int activity(const orders::Order* order);
int workflow(orders::Order order) { return skald::run<activity>(&order); }  // wrong
