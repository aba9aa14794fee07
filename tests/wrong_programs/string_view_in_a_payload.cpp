// error: a string_view would point into a payload that is gone: use std::string
#include <string_view>

#include "tests/wrong_programs/orders.h"

int activity(std::string_view text);
int workflow() { return skald::run<activity>("a"); }  // wrong
