#include "tests/examples/demo_output.h"

#include <regex>

#include "tests/examples/text_file.h"

namespace skald::examples {

namespace {

bool is_progress(const std::string& line) {
  static const std::regex pattern(R"(orders closed \(|orders wait for)");
  return std::regex_search(line, pattern);
}

bool is_result(const std::string& line) {
  static const std::regex pattern("^  (shipped|compensated|ok|WRONG)");
  return std::regex_search(line, pattern);
}

std::string without_numbers(std::string line) {
  static const std::regex argument_list(R"((\d  (?:started|activity).*?)\(.*)");
  static const std::regex run(R"([0-9a-f]{8}-[0-9a-f-]{27})");
  static const std::regex folder("/[^ ]*");
  static const std::regex number(R"([0-9]+(?:(?:[-.,:]|…)[0-9]+)*)");
  static const std::regex unit("# (?:µs|ms|s)\\b");
  line = std::regex_replace(line, argument_list, "$1");
  line = std::regex_replace(line, run, "#");
  line = std::regex_replace(line, folder, "#");
  line = std::regex_replace(line, number, "#");
  return std::regex_replace(line, unit, "# s");
}

}  // namespace

std::string comparable(const std::string& output) {
  static const std::regex spaces(" +");
  std::string text;
  for (const auto& line : lines_of(output)) {
    if (is_progress(line)) continue;
    text += std::regex_replace(is_result(line) ? line : without_numbers(line), spaces, " ") + "\n";
  }
  return text;
}

}  // namespace skald::examples
