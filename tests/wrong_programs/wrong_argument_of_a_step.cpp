// error: the arguments do not fit: compare given<...> with wanted<...>
// told: WrongArguments<orders::charge_card, skald::detail::given<int>, skald::detail::wanted<const orders::Order&>
#include "tests/wrong_programs/orders.h"

void workflow() {
  skald::saga({}, [](skald::Saga& saga) { saga.step<orders::charge_card, orders::refund_card>(5); });  // wrong
}
