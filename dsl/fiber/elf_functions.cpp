#include "dsl/fiber/elf_functions.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace skald::fiber {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);
using Segment = ElfW(Phdr);

/// Copies the n-th record of an array in the image, if the image holds it.
template <class T>
bool read_record(const char* image, std::size_t bytes, std::size_t at, std::size_t n, T& out) {
  const std::size_t begin = at + n * sizeof(T);
  if (begin > bytes || bytes - begin < sizeof(T)) return false;
  std::memcpy(&out, image + begin, sizeof(T));
  return true;
}

// Addresses in the table count from here.
std::uintptr_t lowest_address(const char* image, std::size_t bytes, const Header& header) {
  Segment segment{};
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    if (read_record(image, bytes, header.e_phoff, i, segment) && segment.p_type == PT_LOAD) {
      return segment.p_vaddr - segment.p_offset;
    }
  }
  return 0;
}

bool find_symbols(const char* image, std::size_t bytes, const Header& header, Section& symbols,
                  Section& names) {
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    if (!read_record(image, bytes, header.e_shoff, i, symbols)) return false;
    if (symbols.sh_type == SHT_SYMTAB)
      return read_record(image, bytes, header.e_shoff, symbols.sh_link, names);
  }
  return false;
}

}  // namespace

ElfFunctions::ElfFunctions(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  struct stat status {};
  if (fstat(file, &status) == 0 && status.st_size > 0) {
    const auto bytes = static_cast<std::size_t>(status.st_size);
    void* const image = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    if (image != MAP_FAILED) {
      read(static_cast<const char*>(image), bytes);
      munmap(image, bytes);
    }
  }
  close(file);
}

void ElfFunctions::read(const char* image, std::size_t bytes) {
  Header header{};
  Section symbols{};
  Section names{};
  if (!read_record(image, bytes, 0, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return;
  if (!find_symbols(image, bytes, header, symbols, names)) return;
  if (names.sh_offset > bytes || bytes - names.sh_offset < names.sh_size) return;
  names_.assign(image + names.sh_offset, names.sh_size);
  const std::uintptr_t base = lowest_address(image, bytes, header);
  Symbol symbol{};
  for (std::size_t i = 0; i < symbols.sh_size / sizeof(Symbol); ++i) {
    if (!read_record(image, bytes, symbols.sh_offset, i, symbol)) return;
    // The type is the low half of st_info, in both word sizes.
    if ((symbol.st_info & 0xf) != STT_FUNC || symbol.st_size == 0 || symbol.st_name >= names_.size())
      continue;
    functions_.push_back({symbol.st_value - base, symbol.st_value - base + symbol.st_size, symbol.st_name});
  }
  std::sort(functions_.begin(), functions_.end(),
            [](const Function& a, const Function& b) { return a.begin < b.begin; });
}

const char* ElfFunctions::name_at(std::uintptr_t offset) const {
  auto after =
      std::upper_bound(functions_.begin(), functions_.end(), offset,
                       [](std::uintptr_t value, const Function& function) { return value < function.begin; });
  if (after == functions_.begin()) return nullptr;
  --after;
  return offset < after->end ? names_.c_str() + after->name : nullptr;
}

}  // namespace skald::fiber
