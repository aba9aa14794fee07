#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "dsl/fiber/stack_pool.h"

namespace skald::fiber {

/// How many pages of a stack of the common pool are in memory.
inline std::size_t resident_pages(const Stack& stack) {
  char* const bottom = stack_pool().bottom(stack);
  const auto bytes = static_cast<std::size_t>(stack_pool().top(stack) - bottom);
  std::vector<unsigned char> pages(bytes / page_bytes());
  if (mincore(bottom, bytes, pages.data()) != 0) return 0;
  return static_cast<std::size_t>(
      std::count_if(pages.begin(), pages.end(), [](unsigned char page) { return (page & 1) != 0; }));
}

}  // namespace skald::fiber
