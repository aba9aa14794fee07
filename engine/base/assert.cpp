#include "engine/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace skald::detail {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "skald: internal error: %s does not hold at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace skald::detail
