#include "dsl/fiber/symbol_tables.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace skald::fiber {
namespace {

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 ? text.get() : name;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return text.size() - 1;
}

}  // namespace

std::string without_parameters(const std::string& name) {
  std::string_view rest = name;
  rest = rest.substr(0, rest.find(" [clone "));
  if (ends_with(rest, " const")) rest.remove_suffix(6);
  std::string out;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    out += rest[i];
    if (rest[i] != '(') continue;
    const std::size_t close = closing(rest, i);
    const std::string_view inside = rest.substr(i + 1, close - i - 1);
    out += inside.empty() || inside == "anonymous namespace" ? inside : "…";
    out += ')';
    i = close;
  }
  return out;
}

std::string SymbolTables::function_at(const void* return_address) {
  // The call itself: a return address may already belong to the next function.
  const void* const address = static_cast<const char*>(return_address) - 1;
  Dl_info info{};
  link_map* object = nullptr;
  if (dladdr1(address, &info, reinterpret_cast<void**>(&object), RTLD_DL_LINKMAP) == 0) return "(unknown)";
  if (info.dli_sname != nullptr) return without_parameters(demangled(info.dli_sname));
  const auto offset = static_cast<std::uintptr_t>(static_cast<const char*>(address) -
                                                  static_cast<const char*>(info.dli_fbase));
  // The program itself goes by the name it was started with, which may be relative to another folder.
  const std::string path = object->l_name[0] == '\0' ? "/proc/self/exe" : object->l_name;
  const ElfFunctions& functions = files_.try_emplace(path, path).first->second;
  if (const char* name = functions.name_at(offset)) return without_parameters(demangled(name));
  std::array<char, 32> hex{};
  std::snprintf(hex.data(), hex.size(), "+0x%zx", static_cast<std::size_t>(offset));
  return info.dli_fname + std::string(hex.data());
}

}  // namespace skald::fiber
