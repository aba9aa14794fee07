#include <algorithm>
#include <array>
#include <charconv>

#include "skald/detail/json_value.h"
#include "skald/detail/utf8.h"

namespace skald::detail {
namespace {

template <class Number>
std::string number_text(Number number) {
  std::array<char, 32> digits{};
  const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return std::string(digits.data(), end);
}

/// The string in quotes; a long one shortened to what fits in a message, never inside a character.
std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  if (text.size() <= kLongest) return '"' + std::string(text) + '"';
  const auto whole = valid_utf8_prefix(text.substr(0, kLongest));
  return '"' + std::string(text.substr(0, whole)) + "\"… (" + std::to_string(text.size()) + " bytes)";
}

}  // namespace

std::string JsonValue::described() const {
  switch (kind()) {
    case JsonKind::kNull: return "null";
    case JsonKind::kFalse: return "false";
    case JsonKind::kTrue: return "true";
    case JsonKind::kSigned: return "the number " + number_text(signed_number());
    case JsonKind::kUnsigned: return "the number " + number_text(unsigned_number());
    case JsonKind::kDouble: return "the number " + number_text(floating());
    case JsonKind::kString: return "the string " + quoted(string());
    case JsonKind::kList: return "a list of " + std::to_string(size());
    case JsonKind::kObject: return "an object";
  }
  return "something else";
}

}  // namespace skald::detail
