// passes clang: its names of functions lack template arguments
// error gcc: a template or lambda has no name that every compiler agrees on: specialise skald::Name for it
// told gcc: Named<twice<int>
#include "tests/wrong_programs/orders.h"

template <class T>
T twice(T value);
int workflow() { return skald::run<twice<int>>(4); }  // wrong
