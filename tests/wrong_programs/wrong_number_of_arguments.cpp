// error gcc: no match for call to '(const skald::detail::StartCall<orders::charge_card
// error clang: no matching function for call to object of type 'const detail::StartCall<charge_card
// told gcc: candidate expects 2 arguments, 3 provided
// told clang: requires at most 2 arguments, but 3 were provided
#include "tests/wrong_programs/orders.h"

std::string workflow(orders::Order order) { return skald::start<orders::charge_card>(order, order, 1).get(); }  // wrong
