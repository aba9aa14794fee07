#include "tests/tools/test_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace skald::history {

std::string test_file(const std::string& name) {
  std::ifstream in(std::string(SKALD_TEST_FILES) + "/" + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name << " cannot be read";
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void expect_as_in_file(const std::string& name, const std::string& text) {
  if (std::getenv("SKALD_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(std::string(SKALD_TEST_FILES) + "/expected/" + name, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, test_file("expected/" + name)) << "if the new text is right: SKALD_UPDATE_EXPECTED=1";
}

}  // namespace skald::history
