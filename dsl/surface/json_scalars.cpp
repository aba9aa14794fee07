#include "skald/detail/json_scalars.h"

#include <cmath>

#include "skald/detail/json_expect.h"

namespace skald::detail {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

/// "the number 3" without its first words.
std::string digits_of(const JsonValue& value) {
  return value.described().substr(std::string_view("the number ").size());
}

[[noreturn]] void refuse_range(const JsonValue& value, const JsonPath& path, std::string_view type) {
  path.refuse(digits_of(value) + " does not fit " + std::string(type));
}

/// A floating number that is an integer: some languages write 3 as 3.0.
bool is_whole(const JsonValue& value) {
  return value.kind() == JsonKind::kDouble && std::trunc(value.floating()) == value.floating();
}

}  // namespace

void refuse_kind(const JsonValue& value, const JsonPath& path, std::string_view expected) {
  path.refuse("expected " + std::string(expected) + ", found " + value.described());
}

bool read_boolean(const JsonValue& value, const JsonPath& path) {
  if (value.kind() == JsonKind::kTrue) return true;
  if (value.kind() == JsonKind::kFalse) return false;
  refuse_kind(value, path, "true or false");
}

std::int64_t read_signed(const JsonValue& value, const JsonPath& path, std::int64_t min, std::int64_t max,
                         std::string_view type) {
  std::int64_t number = 0;
  if (value.kind() == JsonKind::kSigned) {
    number = value.signed_number();
  } else if (value.kind() == JsonKind::kUnsigned) {
    // The parser takes this kind only for what int64 cannot hold.
    refuse_range(value, path, type);
  } else if (is_whole(value)) {
    if (value.floating() < -kTwoTo63 || value.floating() >= kTwoTo63) refuse_range(value, path, type);
    number = static_cast<std::int64_t>(value.floating());
  } else {
    refuse_kind(value, path, "an integer");
  }
  if (number < min || number > max) refuse_range(value, path, type);
  return number;
}

std::uint64_t read_unsigned(const JsonValue& value, const JsonPath& path, std::uint64_t max,
                            std::string_view type) {
  std::uint64_t number = 0;
  if (value.kind() == JsonKind::kSigned) {
    if (value.signed_number() < 0) refuse_range(value, path, type);
    number = static_cast<std::uint64_t>(value.signed_number());
  } else if (value.kind() == JsonKind::kUnsigned) {
    number = value.unsigned_number();
  } else if (is_whole(value)) {
    if (value.floating() < 0 || value.floating() >= 2 * kTwoTo63) refuse_range(value, path, type);
    number = static_cast<std::uint64_t>(value.floating());
  } else {
    refuse_kind(value, path, "an integer");
  }
  if (number > max) refuse_range(value, path, type);
  return number;
}

double read_double(const JsonValue& value, const JsonPath& path) {
  switch (value.kind()) {
    case JsonKind::kSigned: return static_cast<double>(value.signed_number());
    case JsonKind::kUnsigned: return static_cast<double>(value.unsigned_number());
    case JsonKind::kDouble:
      if (!std::isfinite(value.floating())) path.refuse("the number does not fit double");
      return value.floating();
    default: refuse_kind(value, path, "a number");
  }
}

float read_float(const JsonValue& value, const JsonPath& path) {
  const auto number = read_double(value, path);
  const auto narrow = static_cast<float>(number);
  if (!std::isfinite(narrow)) refuse_range(value, path, "float");
  return narrow;
}

std::string_view read_string(const JsonValue& value, const JsonPath& path) {
  if (value.kind() != JsonKind::kString) refuse_kind(value, path, "a string");
  return value.string();
}

void read_null(const JsonValue& value, const JsonPath& path) {
  if (!value.is_null()) refuse_kind(value, path, "null");
}

}  // namespace skald::detail
