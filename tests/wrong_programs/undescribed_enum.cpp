// error: or BOOST_DESCRIBE_ENUM(Type, enumerators) beside it
// told: DescribeThisType<Colour>
#include "tests/wrong_programs/orders.h"

enum class Colour { red };
Colour activity();
Colour workflow() { return skald::run<activity>(); }  // wrong
