// error: this type is not described: write BOOST_DESCRIBE_STRUCT(Type, (), (members))
// told: DescribeThisType<orders::Bare>
#include "tests/wrong_programs/orders.h"

int activity(const orders::Bare& bare);
int workflow(orders::Bare bare) { return skald::run<activity>(bare); }  // wrong
