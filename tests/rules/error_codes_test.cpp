#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "tests/rules/source_tree.h"

namespace skald::rules {
namespace {

using Codes = std::map<std::string, std::string>;  // code to the place where it was found first

void find_codes(const SourceFile& file, const std::regex& pattern, Codes& codes) {
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    for (std::sregex_iterator match(line.begin(), line.end(), pattern), end; match != end; ++match) {
      codes.emplace((*match)[1], at(file, i, (*match)[1]));
    }
  }
}

Codes codes_in_sources() {
  static const std::regex pattern("\\b(SKALD[0-9]{4})\\b");
  Codes codes;
  for (const SourceFile& file : files_below({"engine", "dsl", "workers", "tools"}, is_cpp)) {
    find_codes(file, pattern, codes);
  }
  return codes;
}

Codes codes_with_heading() {
  static const std::regex pattern("^## (SKALD[0-9]{4})\\b.*[^ ]");
  Codes codes;
  find_codes(read_source("ERRORS.md"), pattern, codes);
  return codes;
}

std::string only_in(const Codes& left, const Codes& right) {
  std::vector<std::string> missing;
  for (const auto& [code, place] : left) {
    if (right.count(code) == 0) missing.push_back(place);
  }
  return join(missing);
}

TEST(ErrorCodes, every_code_in_the_sources_has_a_heading_in_errors_md) {
  EXPECT_EQ(only_in(codes_in_sources(), codes_with_heading()), "");
}

TEST(ErrorCodes, every_heading_in_errors_md_is_a_code_of_the_sources) {
  EXPECT_EQ(only_in(codes_with_heading(), codes_in_sources()), "");
}

TEST(ErrorCodes, every_heading_says_what_happened_and_what_to_do) {
  const SourceFile errors = read_source("ERRORS.md");
  std::vector<std::string> found;
  std::string open;
  std::size_t opened = 0;
  std::string text;
  const auto close = [&] {
    if (!open.empty() && text.find("**Do:**") == std::string::npos)
      found.push_back(at(errors, opened, open + " lacks **Do:**"));
    text.clear();
  };
  for (std::size_t i = 0; i < errors.lines.size(); ++i) {
    if (errors.lines[i].rfind("## ", 0) == 0) {
      close();
      open = errors.lines[i];
      opened = i;
    } else {
      text += errors.lines[i];
    }
  }
  close();
  EXPECT_EQ(join(found), "");
}

TEST(ErrorCodes, a_code_without_heading_is_reported_with_its_place) {
  Codes codes;
  find_codes({"engine/x.cpp", {"", "return \"SKALD1999: lost\";"}}, std::regex("\\b(SKALD[0-9]{4})\\b"),
             codes);
  EXPECT_EQ(only_in(codes, {}), "engine/x.cpp:2: SKALD1999\n");
}

}  // namespace
}  // namespace skald::rules
