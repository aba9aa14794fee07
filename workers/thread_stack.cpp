#include "workers/thread_stack.h"

#include <execinfo.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "dsl/fiber/call_stack.h"
#include "dsl/fiber/symbol_tables.h"

namespace skald::workers {
namespace {

/// Written by the interrupted thread, read after `is_taken`.
struct Interrupted {
  fiber::CallStack stack;
  std::atomic<bool> is_taken{false};
};

Interrupted& interrupted() {
  static Interrupted the_one;
  return the_one;
}

void take_stack(int /*signal*/) {
  Interrupted& place = interrupted();
  place.stack.begin = 0;
  place.stack.end = backtrace(place.stack.addresses.data(), static_cast<int>(place.stack.addresses.size()));
  place.is_taken.store(true, std::memory_order_release);
}

bool wait_until_taken() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (!interrupted().is_taken.load(std::memory_order_acquire)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace

std::string stack_of(pthread_t thread, int signal) {
  if (signal == 0) return {};
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  // The first backtrace() of a process loads a library, which a signal handler must not do.
  interrupted().stack.end = backtrace(interrupted().stack.addresses.data(), 1);
  interrupted().is_taken = false;

  struct sigaction handler {};
  struct sigaction before {};
  handler.sa_handler = take_stack;
  handler.sa_flags = SA_RESTART;
  if (sigaction(signal, &handler, &before) != 0) return {};
  const bool is_taken = pthread_kill(thread, signal) == 0 && wait_until_taken();
  // A handler that was late would meet the default action, which ends the process: then ours stays.
  if (!is_taken) return {};
  sigaction(signal, &before, nullptr);

  fiber::CallStack& stack = interrupted().stack;
  stack.begin = std::min(2, stack.end);  // the handler, and the frame that the kernel made for it
  fiber::SymbolTables symbols;
  return stack.to_string(symbols);
}

}  // namespace skald::workers
