#include "skald/detail/json_lists.h"

#include "skald/detail/base64.h"
#include "skald/detail/json_expect.h"
#include "skald/detail/json_scalars.h"

namespace skald::detail {

void expect_list(const JsonValue& value, const JsonPath& path) {
  if (value.kind() != JsonKind::kList) refuse_kind(value, path, "a list");
}

void expect_list_of(std::size_t size, const JsonValue& value, const JsonPath& path) {
  if (value.kind() == JsonKind::kList && value.size() == size) return;
  refuse_kind(value, path, "a list of " + std::to_string(size));
}

void expect_object(const JsonValue& value, const JsonPath& path) {
  if (value.kind() != JsonKind::kObject) refuse_kind(value, path, "an object");
}

void refuse_repeated(const JsonPath& path, std::string_view name) {
  path.refuse("the name \"" + std::string(name) + "\" stands twice");
}

void JsonCodec<std::vector<std::byte>>::read(const JsonValue& value, const JsonPath& path,
                                             std::vector<std::byte>& into) {
  if (value.kind() != JsonKind::kString) refuse_kind(value, path, "a string of base64");
  auto bytes = decode_base64(value.string());
  if (!bytes) refuse_kind(value, path, "a string of base64");
  into = *std::move(bytes);
}

void JsonCodec<std::vector<std::byte>>::write(JsonWriter& out, const std::vector<std::byte>& value) {
  out.string(encode_base64(value));
}

}  // namespace skald::detail
