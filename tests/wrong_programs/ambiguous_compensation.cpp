// error: the compensation could take the action's result or its arguments: say which with skald::with_result<...> or skald::with_arguments<...>
// told: AmbiguousCompensation<orders::echo, orders::undo_echo>
#include "tests/wrong_programs/orders.h"

void workflow() {
  skald::saga({}, [](skald::Saga& saga) { saga.step<orders::echo, orders::undo_echo>("a"); });  // wrong
}
