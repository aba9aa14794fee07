#include "tools/history/json_layout.h"

namespace skald::history {

namespace {

void break_line(std::string& out, std::size_t depth) {
  out.push_back('\n');
  out.append(2 * depth, ' ');
}

}  // namespace

std::string lay_out_json(std::string_view compact) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    if (in_string) {
      out.push_back(c);
      if (c == '\\') out.push_back(compact[++i]);
      in_string = c != '"';
      continue;
    }
    const char next = i + 1 < compact.size() ? compact[i + 1] : '\0';
    in_string = c == '"';
    if (c == '}' || c == ']') break_line(out, --depth);
    out.push_back(c);
    if (c == ',') break_line(out, depth);
    if (c == ':') out.push_back(' ');
    if (c != '{' && c != '[') continue;
    if (next == '}' || next == ']') {
      out.push_back(next);
      ++i;
    } else {
      break_line(out, ++depth);
    }
  }
  out.push_back('\n');
  return out;
}

}  // namespace skald::history
