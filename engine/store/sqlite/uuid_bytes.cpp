#include "engine/store/sqlite/uuid_bytes.h"

#include "engine/base/assert.h"

namespace skald::store {
namespace {

constexpr std::size_t kTextSize = 36;

bool is_dash(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<UuidBytes> uuid_bytes(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  UuidBytes bytes{};
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < kTextSize; ++i) {
    if (is_dash(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = digit(text[i]);
    if (value < 0) return std::nullopt;
    char& byte = bytes[nibble / 2];
    byte = static_cast<char>(nibble % 2 == 0 ? value << 4 : (byte | value));
    ++nibble;
  }
  return bytes;
}

std::string uuid_text(std::string_view bytes) {
  SKALD_ASSERT(bytes.size() == 16);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(kTextSize);
  for (char c : bytes) {
    if (is_dash(text.size())) text.push_back('-');
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0x0f]);
  }
  return text;
}

}  // namespace skald::store
