// error: a compensation takes exactly the action's result, or exactly the action's arguments
// told: CompensationDoesNotFit<orders::charge_card, orders::refund_card>
#include "tests/wrong_programs/orders.h"

void workflow(orders::Order order) {
  skald::saga({}, [&](skald::Saga& saga) {
    saga.step<orders::charge_card, skald::with_result<orders::refund_card>>(order);  // wrong
  });
}
