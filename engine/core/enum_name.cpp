#include "engine/core/enum_name.h"

namespace skald::core {

std::string camel_case(std::string_view upper_case) {
  std::string result;
  bool starts_word = true;
  for (const char c : upper_case) {
    if (c == '_') {
      starts_word = true;
      continue;
    }
    result += starts_word ? c : static_cast<char>(c - 'A' + 'a');
    starts_word = false;
  }
  return result;
}

}  // namespace skald::core
