#include "engine/store/search_values.h"

#include <algorithm>
#include <tuple>

namespace skald::store {
namespace {

using temporal::api::common::v1::SearchAttributes;

// A letter, a digit, or a part of a character that is not ASCII.
bool is_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         byte >= 0x80;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string words(std::string_view text) {
  std::string result;
  bool is_in_word = false;
  for (const char c : text) {
    if (is_of_word(c)) {
      if (!is_in_word) result.push_back(' ');
      result.push_back(small(c));
    }
    is_in_word = is_of_word(c);
  }
  if (!result.empty()) result.push_back(' ');
  return result;
}

std::vector<SearchValue> search_values(const std::string& search_attributes) {
  std::vector<SearchValue> result;
  SearchAttributes parsed;
  if (search_attributes.empty() || !parsed.ParseFromString(search_attributes)) return result;
  for (const auto& [name, payload] : parsed.indexed_fields()) {
    const auto type = api::attribute_type_of(payload);
    if (type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_UNSPECIFIED) continue;
    auto values = api::attribute_values(payload, type);
    if (!values) continue;
    for (api::AttributeValue& value : *values) {
      if (type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_TEXT) {
        value = words(std::get<std::string>(value));
      }
      result.push_back({name, std::move(value)});
    }
  }
  std::sort(result.begin(), result.end(), [](const SearchValue& a, const SearchValue& b) {
    return std::tie(a.attribute, a.value) < std::tie(b.attribute, b.value);
  });
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace skald::store
