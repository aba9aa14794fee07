#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace skald::tests {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// A line as the compiler sees it: without comment and white space.
std::string bare(std::string line) {
  line = line.substr(0, line.find("//"));
  line.erase(std::remove(line.begin(), line.end(), ' '), line.end());
  return line;
}

std::vector<std::string> readme_samples() {
  std::vector<std::string> samples;
  bool inside = false;
  for (const auto& line : lines_of(SKALD_README)) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```cpp";
      if (inside) samples.emplace_back();
    } else if (inside) {
      samples.back() += bare(line);
    }
  }
  return samples;
}

std::vector<std::string> built_samples() {
  std::vector<std::string> built;
  for (const auto& file : std::filesystem::directory_iterator(SKALD_SAMPLES)) {
    auto& code = built.emplace_back();
    for (const auto& line : lines_of(file.path())) code += bare(line);
  }
  return built;
}

TEST(ReadmeSamples, every_one_is_part_of_a_file_that_is_built) {
  const auto samples = readme_samples();
  const auto built = built_samples();
  ASSERT_GE(samples.size(), 2U);
  for (const auto& sample : samples) {
    ASSERT_FALSE(sample.empty());
    EXPECT_TRUE(std::any_of(built.begin(), built.end(),
                            [&](const std::string& code) { return code.find(sample) != std::string::npos; }))
        << "not in a built sample: " << sample;
  }
}

}  // namespace
}  // namespace skald::tests
