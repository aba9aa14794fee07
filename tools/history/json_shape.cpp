#include "tools/history/json_shape.h"

#include <boost/json/serialize.hpp>
#include <string_view>

#include "tools/history/base64.h"
#include "tools/history/enum_spelling.h"

namespace skald::history {

namespace json = boost::json;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

namespace {

const char* kind_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "true or false";
    case json::kind::string: return "a string";
    case json::kind::array: return "an array";
    case json::kind::object: return "an object";
    default: return "a number";
  }
}

Misfit under(std::string_view segment, Misfit misfit) {
  const bool joins = misfit.path.empty() || misfit.path.front() == '[';
  misfit.path = std::string(segment) + (joins ? "" : ".") + misfit.path;
  return misfit;
}

bool is_full_payload(const json::value& value) {
  const json::object* object = value.if_object();
  return object != nullptr && (object->contains("metadata") || object->contains("data"));
}

/// Temporal's tools can write the value that a payload holds in place of the payload.
void expand_payload(json::value& value) {
  if (is_full_payload(value)) return;
  if (const json::object* object = value.if_object(); object != nullptr && object->empty()) return;
  json::object metadata;
  metadata["encoding"] = to_base64(value.is_null() ? "binary/null" : "json/plain");
  json::object payload;
  payload["metadata"] = std::move(metadata);
  if (!value.is_null()) payload["data"] = to_base64(json::serialize(value));
  value = std::move(payload);
}

std::optional<Misfit> shape_enum(json::value& value, const google::protobuf::EnumDescriptor& type) {
  const json::string* text = value.if_string();
  if (text == nullptr) return std::nullopt;  // numbers are protobuf's to judge
  const std::string spelling(text->begin(), text->end());
  const auto* found = find_enum_value(type, spelling);
  if (found == nullptr) return Misfit{"", "\"" + spelling + "\" is not a known " + type.name()};
  value = found->name();
  return std::nullopt;
}

std::optional<Misfit> shape_single(json::value& value, const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_ENUM) return shape_enum(value, *field.enum_type());
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) return to_protobuf_shape(value, *field.message_type());
  return std::nullopt;
}

std::optional<Misfit> shape_map(json::value& value, const FieldDescriptor& field) {
  json::object* entries = value.if_object();
  if (entries == nullptr) return Misfit{"", std::string("an object was expected, not ") + kind_of(value)};
  for (auto& entry : *entries) {
    if (auto misfit = shape_single(entry.value(), *field.message_type()->map_value())) {
      return under(entry.key(), *std::move(misfit));
    }
  }
  return std::nullopt;
}

std::optional<Misfit> shape_field(json::value& value, const FieldDescriptor& field) {
  if (field.is_map()) return shape_map(value, field);
  if (!field.is_repeated()) return shape_single(value, field);
  json::array* elements = value.if_array();
  if (elements == nullptr) return Misfit{"", std::string("an array was expected, not ") + kind_of(value)};
  for (std::size_t i = 0; i < elements->size(); ++i) {
    if (auto misfit = shape_single((*elements)[i], field)) {
      return under("[" + std::to_string(i) + "]", *std::move(misfit));
    }
  }
  return std::nullopt;
}

const FieldDescriptor* field_named(const Descriptor& type, const std::string& name) {
  if (const auto* field = type.FindFieldByCamelcaseName(name)) return field;
  return type.FindFieldByName(name);
}

}  // namespace

std::optional<Misfit> to_protobuf_shape(json::value& value, const Descriptor& type) {
  // Protobuf's own types have JSON forms of their own (a timestamp is a string).
  if (type.full_name().rfind("google.protobuf.", 0) == 0) return std::nullopt;
  if (type.full_name() == "temporal.api.common.v1.Payload") {
    expand_payload(value);
    return std::nullopt;
  }
  if (type.full_name() == "temporal.api.common.v1.Payloads" && value.is_array()) {
    json::object whole;
    whole["payloads"] = std::move(value);
    value = std::move(whole);
  }
  json::object* fields = value.if_object();
  if (fields == nullptr) return Misfit{"", std::string("an object was expected, not ") + kind_of(value)};
  for (auto& entry : *fields) {
    const FieldDescriptor* field = field_named(type, std::string(entry.key()));
    if (field == nullptr || entry.value().is_null()) continue;
    if (auto misfit = shape_field(entry.value(), *field)) return under(entry.key(), *std::move(misfit));
  }
  return std::nullopt;
}

}  // namespace skald::history
