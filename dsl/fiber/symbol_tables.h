#pragma once

#include <map>
#include <string>

#include "dsl/fiber/elf_functions.h"

namespace skald::fiber {

/// Names of the functions in this process, from the symbol tables of its program and shared objects: static
/// functions and lambdas too, unless stripped. Reads each file at most once. Slow, for reports.
class SymbolTables {
 public:
  /// The function that a return address lies in, parameters shortened to "(…)": "orders::place_order(…)"; or
  /// the file and the offset in it, as addr2line takes them.
  std::string function_at(const void* return_address);

 private:
  std::map<std::string, ElfFunctions> files_;
};

/// A demangled name without its parameters' types: "f(int)::{lambda()#1}::operator()() const" becomes
/// "f(…)::{lambda()#1}::operator()()".
std::string without_parameters(const std::string& demangled);

}  // namespace skald::fiber
