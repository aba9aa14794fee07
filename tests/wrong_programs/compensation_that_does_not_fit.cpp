// error: a compensation takes exactly the action's result, or exactly the action's arguments
// told: CompensationDoesNotFit<orders::charge_card, undo>
#include "tests/wrong_programs/orders.h"

void undo(long quantity);
void workflow(orders::Order order) {
  skald::saga({}, [&](skald::Saga& saga) { saga.step<orders::charge_card, undo>(order); });  // wrong
}
