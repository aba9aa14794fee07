#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "tests/rules/source_tree.h"

namespace skald::rules {
namespace {

/// The text from the line that begins with `from` to the end, without white space: how a sample is laid out
/// is free.
std::string letters(const SourceFile& file, const std::string& from) {
  std::string text;
  bool found = from.empty();
  for (const std::string& line : file.lines) {
    found = found || line.rfind(from, 0) == 0;
    if (found) text += line;
  }
  text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
             text.end());
  return text;
}

TEST(Readme, the_saga_that_it_shows_is_the_one_that_the_demo_runs) {
  const std::string saga = letters(read_source("examples/01_order_saga/place_order.cpp"), "orders::Receipt");
  ASSERT_GT(saga.size(), 100u);
  EXPECT_NE(letters(read_source("README.md"), "").find(saga), std::string::npos);
}

TEST(Readme, it_has_a_place_for_the_figures) {
  const std::string text = letters(read_source("README.md"), "");
  EXPECT_LT(text.find("<!--bench-->"), text.find("<!--/bench-->"));
}

}  // namespace
}  // namespace skald::rules
