#include "tools/history/enum_spelling.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace skald::history {

namespace {

/// Both spellings have the same letters in the same order; only case and underscores differ.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c != '_') letters.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return letters;
}

/// How many characters of `name` repeat the enum's own name: 11 ("EVENT_TYPE_") of EVENT_TYPE_TIMER_STARTED.
std::size_t prefix_length(const std::string& type, const std::string& name) {
  const std::string wanted = letters_of(type);
  std::size_t matched = 0;
  std::size_t at = 0;
  for (; at < name.size() && matched < wanted.size(); ++at) {
    if (name[at] == '_') continue;
    if (std::tolower(static_cast<unsigned char>(name[at])) != wanted[matched++]) return 0;
  }
  return matched == wanted.size() && at < name.size() && name[at] == '_' ? at + 1 : 0;
}

}  // namespace

const google::protobuf::EnumValueDescriptor* find_enum_value(const google::protobuf::EnumDescriptor& type,
                                                             const std::string& spelling) {
  if (const auto* exact = type.FindValueByName(spelling)) return exact;
  const std::string wanted = letters_of(spelling);
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    const std::string_view short_name = std::string_view(name).substr(prefix_length(type.name(), name));
    if (letters_of(short_name) == wanted || letters_of(name) == wanted) return type.value(i);
  }
  return nullptr;
}

std::string enum_words(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return "number " + std::to_string(number);
  std::string words = value->name().substr(prefix_length(type.name(), value->name()));
  std::transform(words.begin(), words.end(), words.begin(),
                 [](unsigned char c) { return c == '_' ? ' ' : static_cast<char>(std::tolower(c)); });
  return words;
}

}  // namespace skald::history
