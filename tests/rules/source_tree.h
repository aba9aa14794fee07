#pragma once

#include <functional>
#include <string>
#include <vector>

/// The repository's own files, read for the rules that a test can check.
namespace skald::rules {

struct SourceFile {
  std::string path;  ///< relative to the repository, with slashes
  std::vector<std::string> lines;
};

/// Every text file of ours below `folders` that `wanted` accepts by path, ordered by path. Fails the test
/// that calls it if there is none: a rule that looks at nothing proves nothing.
std::vector<SourceFile> files_below(const std::vector<std::string>& folders,
                                    const std::function<bool(const std::string& path)>& wanted);

SourceFile read_source(const std::string& path);

bool is_cpp(const std::string& path);
bool is_text(const std::string& path);
bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes);

/// "path:line: what", as compilers write it.
std::string at(const SourceFile& file, std::size_t line_index, const std::string& what);

/// The violations below each other; empty if there are none.
std::string join(const std::vector<std::string>& violations);

}  // namespace skald::rules
