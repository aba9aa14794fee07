#include "skald/detail/json_described.h"

#include <bitset>
#include <string>

#include "skald/detail/json_expect.h"
#include "skald/detail/json_scalars.h"
#include "skald/errors.h"

namespace skald::detail {
namespace {

/// Which field `name` is; `count` if none. Payloads have their members in our order, so `guess` is nearly
/// always right.
std::size_t find_field(std::string_view name, std::size_t guess, const JsonField* fields, std::size_t count) {
  if (guess < count && fields[guess].name == name) return guess;
  for (std::size_t i = 0; i < count; ++i) {
    if (fields[i].name == name) return i;
  }
  return count;
}

}  // namespace

void read_fields(const JsonValue& value, const JsonPath& path, const JsonField* fields, std::size_t count,
                 void* object) {
  if (value.kind() != JsonKind::kObject) refuse_kind(value, path, "an object");
  std::bitset<kJsonFields> met;
  std::size_t guess = 0;
  auto left = value.size();
  for (auto key = value.first(); left > 0; --left) {
    const auto member = key.next();
    if (const auto i = find_field(key.string(), guess, fields, count); i < count) {
      const auto at = JsonPath::member(path, fields[i].name);
      if (met.test(i)) at.refuse("stands twice");
      met.set(i);
      fields[i].read(member, at, object);
      guess = i + 1;
    }
    if (left > 1) key = member.next();
  }
  if (met.count() == count) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (!met.test(i) && !fields[i].may_be_absent) JsonPath::member(path, fields[i].name).refuse("missing");
  }
}

void write_fields(JsonWriter& out, const JsonField* fields, std::size_t count, const void* object) {
  out.begin_object();
  for (std::size_t i = 0; i < count; ++i) {
    out.member(fields[i].name);
    fields[i].write(out, object);
  }
  out.end_object();
}

std::size_t read_enumerator(const JsonValue& value, const JsonPath& path, const std::string_view* names,
                            std::size_t count) {
  const auto found = read_string(value, path);
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == found) return i;
  }
  refuse_choice(path, found, names, count);
}

void refuse_enumerator(std::string_view type, std::int64_t value) {
  throw PayloadError(std::string(type) + ": " + std::to_string(value) + " is the value of no enumerator");
}

}  // namespace skald::detail
