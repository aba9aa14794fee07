#include "tests/rules/source_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace skald::rules {

namespace fs = std::filesystem;

namespace {

const fs::path& root() {
  static const fs::path path = SKALD_SOURCE_DIR;
  return path;
}

bool ends_with_any(const std::string& text, const std::vector<std::string>& suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) {
    return text.size() >= suffix.size() &&
           text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
  });
}

}  // namespace

SourceFile read_source(const std::string& path) {
  std::ifstream in(root() / path);
  EXPECT_TRUE(in.good()) << path << " cannot be read";
  SourceFile file{path, {}};
  for (std::string line; std::getline(in, line);) file.lines.push_back(line);
  return file;
}

std::vector<SourceFile> files_below(const std::vector<std::string>& folders,
                                    const std::function<bool(const std::string& path)>& wanted) {
  std::vector<std::string> paths;
  for (const std::string& folder : folders) {
    if (!fs::exists(root() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root() / folder)) {
      std::string path = fs::relative(entry.path(), root()).generic_string();
      if (entry.is_regular_file() && wanted(path)) paths.push_back(std::move(path));
    }
  }
  EXPECT_FALSE(paths.empty()) << "no file to look at";
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile> files;
  for (const std::string& path : paths) files.push_back(read_source(path));
  return files;
}

bool is_cpp(const std::string& path) { return ends_with_any(path, {".h", ".cpp"}); }

bool is_text(const std::string& path) {
  return is_cpp(path) || path == "tools/dev" ||
         ends_with_any(path, {".proto", ".cmake", "CMakeLists.txt", ".md", ".sh", ".sql"});
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return text.rfind(prefix, 0) == 0; });
}

std::string at(const SourceFile& file, std::size_t line_index, const std::string& what) {
  return file.path + ":" + std::to_string(line_index + 1) + ": " + what;
}

std::string join(const std::vector<std::string>& violations) {
  std::ostringstream out;
  for (const std::string& violation : violations) out << violation << "\n";
  return out.str();
}

}  // namespace skald::rules
