#include "tools/history/json_position.h"

#include <algorithm>
#include <vector>

namespace skald::history {

namespace {

/// An object or array that is open at the place we look at.
struct Open {
  bool is_array = false;
  std::size_t index = 0;
  std::string key;
};

/// The string literal that begins at `at` (its opening quote), raw; moves `at` behind it.
std::string_view take_string(std::string_view text, std::size_t& at) {
  const std::size_t begin = ++at;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  const std::size_t end = std::min(at, text.size());
  at = std::min(at + 1, text.size());
  return text.substr(begin, end - begin);
}

std::string path_text(const std::vector<Open>& open) {
  std::string path;
  for (const Open& level : open) {
    if (level.is_array) {
      path += "[" + std::to_string(level.index) + "]";
    } else if (!level.key.empty()) {
      path += (path.empty() ? "" : ".") + level.key;
    }
  }
  return path;
}

}  // namespace

std::string position_text(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  // Bytes that continue a UTF-8 character are 10xxxxxx.
  const auto column =
      1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_start), before.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::string json_path_at(std::string_view text, std::size_t offset) {
  text = text.substr(0, std::min(offset, text.size()));
  std::vector<Open> open;
  bool expects_key = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      const std::string_view literal = take_string(text, at);
      if (expects_key && !open.empty()) open.back().key = literal;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') {
      open.push_back({c == '[', 0, ""});
      expects_key = c == '{';
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
      expects_key = false;
    } else if (c == ':') {
      expects_key = false;
    } else if (c == ',' && !open.empty()) {
      expects_key = !open.back().is_array;
      if (open.back().is_array) ++open.back().index;
    }
  }
  return path_text(open);
}

}  // namespace skald::history
