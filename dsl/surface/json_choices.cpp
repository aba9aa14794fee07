#include "skald/detail/json_choices.h"

#include <optional>
#include <string>

#include "skald/detail/json_expect.h"

namespace skald::detail {
namespace {

const JsonValue& null_value() {
  static const JsonNode node{JsonKind::kNull, 0, 1, {}};
  static const JsonValue value(&node);
  return value;
}

}  // namespace

JsonAlternative read_alternative(const JsonValue& value, const JsonPath& path) {
  if (value.kind() != JsonKind::kObject) refuse_kind(value, path, R"({"type", "value"})");
  std::optional<JsonValue> type;
  std::optional<JsonValue> held;
  if (value.size() > 0) {
    auto key = value.first();
    for (std::size_t i = 0;; key = key.next().next()) {
      auto* slot = key.string() == "type" ? &type : key.string() == "value" ? &held : nullptr;
      if (slot != nullptr) {
        if (*slot) JsonPath::member(path, key.string()).refuse("stands twice");
        *slot = key.next();
      }
      if (++i == value.size()) break;
    }
  }
  const auto at = JsonPath::member(path, "type");
  if (!type) at.refuse("missing");
  const auto name = read_string(*type, at);
  if (!held && name != "null") JsonPath::member(path, "value").refuse("missing");
  return {name, held ? *held : null_value()};
}

void refuse_choice(const JsonPath& path, std::string_view found, const std::string_view* names,
                   std::size_t count) {
  auto message = '"' + std::string(found) + "\" is not one of ";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) message += ", ";
    message += names[i];
  }
  path.refuse(message);
}

}  // namespace skald::detail
