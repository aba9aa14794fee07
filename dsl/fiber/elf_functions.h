#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skald::fiber {

/// The functions in a file's `.symtab`, which names what the dynamic linker does not know: static functions,
/// lambdas, and everything in a program that exports nothing. Empty if the file cannot be read or was
/// stripped.
class ElfFunctions {
 public:
  explicit ElfFunctions(const std::string& path);

  /// The mangled name of the function at this distance from where the file is loaded, or null.
  const char* name_at(std::uintptr_t offset) const;

 private:
  struct Function {
    std::uintptr_t begin;
    std::uintptr_t end;
    std::size_t name;
  };
  void read(const char* image, std::size_t bytes);

  std::vector<Function> functions_;
  std::string names_;
};

}  // namespace skald::fiber
