#include "dsl/fiber/stack_pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <new>

#include "engine/base/assert.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

namespace skald::fiber {
namespace {

constexpr std::size_t kSlabBytes = std::size_t{64} << 20;
constexpr std::size_t kSmallestStack = std::size_t{16} << 10;
// A pooled stack keeps this much, however deep it was used before.
constexpr std::size_t kWarmBytes = std::size_t{16} << 10;
constexpr std::size_t kReturnsPerSample = 64;

std::size_t round_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

char* page_below(const char* address) {
  const auto value = reinterpret_cast<std::uintptr_t>(address);
  return reinterpret_cast<char*>(value - value % page_bytes());
}

// Frames larger than the guard would step over it: one page is too little for the 4 KiB buffers that parsers
// keep on the stack.
std::size_t guard_bytes_for(std::size_t slot_bytes) { return round_up(slot_bytes / 16, page_bytes()); }

void give_pages_back(char* from, char* to) {
  if (from < to) SKALD_ASSERT(madvise(from, static_cast<std::size_t>(to - from), MADV_DONTNEED) == 0);
}

}  // namespace

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

GuardPolicy default_guard_policy() {
  std::size_t maps = 65'530;
  if (std::ifstream file("/proc/sys/vm/max_map_count"); file) file >> maps;
  return {.markers = true, .protected_stacks = maps / 10 * 3};
}

StackPool::StackPool(const StackLimits& limits, const GuardPolicy& policy)
    : slot_bytes_(round_up(std::max(limits.stack_bytes, kSmallestStack), page_bytes())),
      guard_bytes_(guard_bytes_for(slot_bytes_)),
      pooled_(limits.pooled),
      policy_(policy) {}

StackPool::~StackPool() {
  for (char* slab : slabs_) munmap(slab, std::max(kSlabBytes, slot_bytes_));
}

Stack StackPool::take() {
  Stack stack;
  {
    const std::lock_guard lock(mutex_);
    std::vector<Stack>& free = warm_.empty() ? cold_ : warm_;
    if (free.empty()) {
      stack = carve();
    } else {
      stack = free.back();
      free.pop_back();
    }
  }
  return stack;
}

void StackPool::give_back(const Stack& stack) {
  std::unique_lock lock(mutex_);
  const bool sampled = ++returns_ % kReturnsPerSample == 0;
  if (warm_.size() < pooled_ && !sampled) {
    warm_.push_back(stack);
    return;
  }
  const bool keep = warm_.size() < pooled_;
  // The system calls are made outside the lock; until the stack is in a list, nobody else knows it.
  lock.unlock();
  release_below(stack, keep ? top(stack) - kWarmBytes : top(stack));
  lock.lock();
  (keep ? warm_ : cold_).push_back(stack);
}

bool StackPool::is_canary_dead(const Stack& stack) const {
  // Untouched memory reads as zero without costing a page. Two cache lines: the ends of the page that frames
  // meet first.
  constexpr std::size_t kWords = 8;
  const auto* words = reinterpret_cast<const volatile std::uint64_t*>(bottom(stack));
  const std::size_t page_words = page_bytes() / sizeof(std::uint64_t);
  std::uint64_t touched = 0;
  for (std::size_t i = 1; i <= kWords; ++i) touched |= *(words - i) | *(words - page_words + i - 1);
  return touched != 0;
}

void StackPool::release_below(const Stack& stack, const char* stack_pointer) {
  note_depth(stack);
  give_pages_back(bottom(stack), page_below(stack_pointer));
}

void StackPool::release_all(const Stack& stack) {
  note_depth(stack);
  give_pages_back(bottom(stack), top(stack));
}

Stack StackPool::carve() {
  if (next_ == slab_end_) add_slab();
  Stack stack{.base = next_, .guard = install_guard(next_)};
  next_ += slot_bytes_;
  return stack;
}

Guard StackPool::install_guard(char* base) {
  if (policy_.markers) {
    if (madvise(base, guard_bytes_, MADV_GUARD_INSTALL) == 0) return Guard::kPages;
    policy_.markers = false;
  }
  if (policy_.protected_stacks == 0) return Guard::kCanary;
  if (mprotect(base, guard_bytes_, PROT_NONE) != 0) {
    policy_.protected_stacks = 0;
    return Guard::kCanary;
  }
  --policy_.protected_stacks;
  return Guard::kPages;
}

void StackPool::add_slab() {
  const std::size_t bytes = std::max(kSlabBytes, slot_bytes_);
  void* slab = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (slab == MAP_FAILED) throw std::bad_alloc();
  // A huge page would make 2 MiB resident for the one page that a waiting fiber uses. Kernels without huge
  // pages refuse.
  (void)madvise(slab, bytes, MADV_NOHUGEPAGE);
  slabs_.push_back(static_cast<char*>(slab));
  next_ = slabs_.back();
  slab_end_ = next_ + bytes / slot_bytes_ * slot_bytes_;
}

void StackPool::note_depth(const Stack& stack) {
  std::array<unsigned char, 256> resident{};
  char* const end = top(stack);
  const std::size_t step = resident.size() * page_bytes();
  for (char* from = bottom(stack); from < end; from += step) {
    const auto bytes = std::min(step, static_cast<std::size_t>(end - from));
    if (mincore(from, bytes, resident.data()) != 0) return;
    const auto pages = bytes / page_bytes();
    const auto* first = std::find_if(resident.data(), resident.data() + pages,
                                     [](unsigned char page) { return (page & 1) != 0; });
    if (first == resident.data() + pages) continue;
    const auto depth = static_cast<std::size_t>(end - from) -
                       static_cast<std::size_t>(first - resident.data()) * page_bytes();
    std::size_t seen = deepest();
    while (depth > seen && !deepest_.compare_exchange_weak(seen, depth, std::memory_order_relaxed)) {
    }
    return;
  }
}

}  // namespace skald::fiber
