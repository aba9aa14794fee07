// error: the arguments do not fit: compare given<...> with wanted<...>
// told: WrongArguments<orders::charge_card, skald::detail::given<int>, skald::detail::wanted<const orders::Order&>
#include "tests/wrong_programs/orders.h"

void workflow() { throw skald::continue_as_new<orders::charge_card>(5); }  // wrong
