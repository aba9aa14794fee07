#include "engine/api/search_attribute_value.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <utility>

namespace skald::api {
namespace {

namespace json = boost::json;
namespace enums = temporal::api::enums::v1;
using enums::IndexedValueType;
using temporal::api::common::v1::Payload;

constexpr std::array<std::pair<IndexedValueType, std::string_view>, 7> kTypeNames{
    {{enums::INDEXED_VALUE_TYPE_TEXT, "Text"},
     {enums::INDEXED_VALUE_TYPE_KEYWORD, "Keyword"},
     {enums::INDEXED_VALUE_TYPE_INT, "Int"},
     {enums::INDEXED_VALUE_TYPE_DOUBLE, "Double"},
     {enums::INDEXED_VALUE_TYPE_BOOL, "Bool"},
     {enums::INDEXED_VALUE_TYPE_DATETIME, "Datetime"},
     {enums::INDEXED_VALUE_TYPE_KEYWORD_LIST, "KeywordList"}}};

std::string metadata(const Payload& payload, const std::string& key) {
  const auto found = payload.metadata().find(key);
  return found == payload.metadata().end() ? std::string() : found->second;
}

std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.17g", number);
  // The shortest text that reads back as the same number.
  for (int precision = 1; precision < 17; ++precision) {
    std::array<char, 32> shorter{};
    std::snprintf(shorter.data(), shorter.size(), "%.*g", precision, number);
    if (std::strtod(shorter.data(), nullptr) == number) return shorter.data();
  }
  return text.data();
}

// As Go prints a decoded JSON value: the server's messages are made so.
std::string printed(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_double()) return number_text(value.get_double());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_null()) return "<nil>";
  if (value.is_array()) {
    std::string text = "[";
    for (const json::value& each : value.get_array()) text += (text.size() > 1 ? " " : "") + printed(each);
    return text + "]";
  }
  if (value.is_object()) {
    std::string text = "map[";
    for (const auto& [key, each] : value.get_object()) {
      text += (text.size() > 4 ? " " : "") + std::string(key) + ":" + printed(each);
    }
    return text + "]";
  }
  return json::serialize(value);
}

std::string printed(const Payload& payload) {
  std::string text = "value from <";
  for (const auto& [key, value] : payload.metadata()) {
    text += "metadata:{key:\"" + key + "\"  value:\"" + value + "\"}  ";
  }
  if (!payload.data().empty()) return text + "data:\"" + payload.data() + "\">";
  while (text.back() == ' ') text.pop_back();
  return text + ">";
}

std::string printed_bytes(const std::string& bytes) {
  std::string text = "[";
  for (const char byte : bytes) {
    text += (text.size() > 1 ? " " : "") + std::to_string(static_cast<unsigned char>(byte));
  }
  return text + "]";
}

Error unfit(std::string text) { return {Code::kInvalidArgument, std::move(text), {}}; }

std::optional<AttributeValue> value_of(const json::value& value, IndexedValueType type) {
  switch (type) {
    case enums::INDEXED_VALUE_TYPE_INT:
      if (value.is_int64()) return AttributeValue(value.get_int64());
      return std::nullopt;
    case enums::INDEXED_VALUE_TYPE_DOUBLE:
      if (!value.is_number()) return std::nullopt;
      return AttributeValue(value.to_number<double>());
    case enums::INDEXED_VALUE_TYPE_BOOL:
      if (!value.is_bool()) return std::nullopt;
      return AttributeValue(std::int64_t{value.get_bool() ? 1 : 0});
    case enums::INDEXED_VALUE_TYPE_DATETIME: {
      if (!value.is_string()) return std::nullopt;
      const auto time = parse_datetime(std::string_view(value.get_string()));
      return time ? std::optional<AttributeValue>(*time) : std::nullopt;
    }
    default:
      if (!value.is_string()) return std::nullopt;
      return AttributeValue(std::string(value.get_string()));
  }
}

Result<std::vector<AttributeValue>> values_of(const json::value& value, IndexedValueType type) {
  const bool is_list = type == enums::INDEXED_VALUE_TYPE_KEYWORD_LIST;
  std::vector<AttributeValue> values;
  if (value.is_null()) return values;
  if (!value.is_array()) {
    const auto one = is_list ? std::nullopt : value_of(value, type);
    if (!one) return unfit(printed(value));
    values.push_back(*one);
    return values;
  }
  // A list of one is taken for its element.
  if (value.get_array().size() > 1 && !is_list) return unfit(printed(value));
  for (const json::value& each : value.get_array()) {
    const auto one = value_of(each, type);
    if (!one) return unfit(printed(value));
    values.push_back(*one);
  }
  return values;
}

}  // namespace

std::string_view attribute_type_name(IndexedValueType type) {
  for (const auto& [each, name] : kTypeNames) {
    if (each == type) return name;
  }
  return "Unspecified";
}

IndexedValueType attribute_type_of(const Payload& payload) {
  const std::string named = metadata(payload, "type");
  for (const auto& [type, name] : kTypeNames) {
    if (name == named) return type;
  }
  return enums::INDEXED_VALUE_TYPE_UNSPECIFIED;
}

Payload keyword_payload(const std::string& text) {
  Payload payload;
  payload.set_data(json::serialize(json::value(text)));
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  (*payload.mutable_metadata())["type"] = attribute_type_name(enums::INDEXED_VALUE_TYPE_KEYWORD);
  return payload;
}

Result<std::vector<AttributeValue>> attribute_values(const Payload& payload, IndexedValueType type) {
  const std::string encoding = metadata(payload, "encoding");
  if (encoding == "binary/null") return std::vector<AttributeValue>();
  if (encoding == "binary/plain") return unfit(printed_bytes(payload.data()));
  if (encoding != "json/plain") return unfit(printed(payload));
  json::error_code problem;
  json::parse_options options;
  options.max_depth = 8;
  options.allow_invalid_utf8 = true;
  const json::value value = json::parse(payload.data(), problem, {}, options);
  if (problem) return unfit(printed(payload));
  return values_of(value, type);
}

}  // namespace skald::api
