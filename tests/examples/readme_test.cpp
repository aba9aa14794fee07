#include <gtest/gtest.h>

#include <optional>
#include <regex>

#include "tests/examples/text_file.h"

namespace skald::examples {
namespace {

/// A block of code in the README, and the file that the text names before it.
struct Snippet {
  std::string file;
  std::string code;
};

std::vector<Snippet> snippets_of(const std::string& readme) {
  static const std::regex link(R"(\]\(([a-z_]+\.(?:h|cpp|txt))\))");
  std::vector<Snippet> snippets;
  std::string file;
  std::optional<std::string> code;
  for (const auto& line : lines_of(readme)) {
    const bool is_fence = line.rfind("```", 0) == 0;
    if (code && is_fence) {
      snippets.push_back({file, *code});
      code.reset();
    } else if (code) {
      *code += line + "\n";
    } else if (line == "```cpp" || line == "```text") {
      code.emplace();
    }
    for (std::smatch match; !code && std::regex_search(line, match, link);) {
      file = match[1];
      break;
    }
  }
  return snippets;
}

class Readme : public ::testing::TestWithParam<const char*> {};

TEST_P(Readme, every_snippet_stands_in_the_file_that_is_named_before_it) {
  const std::string folder = std::string(SKALD_EXAMPLES) + "/" + GetParam() + "/";
  const auto snippets = snippets_of(read_text(folder + "README.md"));
  ASSERT_GE(snippets.size(), 2u);
  for (const auto& snippet : snippets) {
    EXPECT_NE(read_text(folder + snippet.file).find(snippet.code), std::string::npos)
        << "not in " << snippet.file << ":\n"
        << snippet.code;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, Readme, ::testing::Values("01_order_saga", "02_order_workers"));

}  // namespace
}  // namespace skald::examples
