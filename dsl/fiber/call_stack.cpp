#include "dsl/fiber/call_stack.h"

#include <execinfo.h>

#include <string_view>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"
#include "dsl/fiber/symbol_tables.h"

namespace skald::fiber {
namespace {

// How a std::function reaches what it holds, and what a fiber begins with.
bool is_plumbing(std::string_view function) {
  for (const std::string_view prefix : {"std::_Function_handler<", "std::function<", "std::__invoke",
                                        "std::invoke", "skald::fiber::Fiber::", "make_fcontext"}) {
    if (function.substr(0, prefix.size()) == prefix) return true;
  }
  return function.find(" std::__invoke") != std::string_view::npos;
}

}  // namespace

void CallStack::take() {
  const void* const in_caller = __builtin_return_address(0);
  end = backtrace(addresses.data(), static_cast<int>(addresses.size()));
  begin = 0;
  while (begin < end) {
    if (at(begin++) == in_caller) return;
  }
  begin = 0;
}

std::string CallStack::to_string(SymbolTables& symbols) const {
  std::string lines;
  for (int i = begin; i < end; ++i) {
    const std::string function = symbols.function_at(at(i));
    if (!is_plumbing(function)) lines += "  " + function + "\n";
  }
  return lines;
}

std::string Scheduler::stack_traces() {
  state_->enter_thread();
  // The first use loads libgcc, which takes more stack than a fiber may have left.
  CallStack().take();
  SymbolTables symbols;
  std::string text;
  for (Fiber* fiber = state_->live.first(); fiber != nullptr; fiber = fiber->next) {
    text += fiber->name + "\n";
    if (fiber->status == FiberStatus::kFresh) {
      text += "  (has not begun)\n";
      continue;
    }
    CallStack stack;
    state_->capture = &stack;
    state_->resume(fiber);
    state_->capture = nullptr;
    text += stack.to_string(symbols);
  }
  return text;
}

}  // namespace skald::fiber
