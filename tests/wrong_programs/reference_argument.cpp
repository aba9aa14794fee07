// error: an activity works on a copy: take arguments by value or by const reference
#include "tests/wrong_programs/orders.h"

void activity(orders::Order& order);
void workflow(orders::Order order) { skald::run<activity>(order); }  // wrong
