// error gcc: no match for call to '(const skald::detail::RunCall<orders::charge_card
// error clang: no matching function for call to object of type 'const detail::RunCall<charge_card
// told gcc: no known conversion for argument 1 from 'int' to 'const orders::Order&'
// told clang: no known conversion from 'int' to 'const orders::Order' for 1st argument
#include "tests/wrong_programs/orders.h"

std::string workflow() { return skald::run<orders::charge_card>(5); }  // wrong
