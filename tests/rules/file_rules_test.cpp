#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/rules/source_tree.h"

namespace skald::rules {
namespace {

constexpr std::size_t kLongestFile = 600;

const std::vector<std::string>& all_folders() {
  static const std::vector<std::string> folders = {"engine",   "dsl",   "workers", "tools",
                                                   "examples", "tests", "cmake"};
  return folders;
}

/// Names that say nothing about what a file holds.
bool has_forbidden_name(const std::string& path) {
  static const std::regex pattern(
      "(^|[/_])(util|utils|helper|helpers|common|manager|impl)(_[^/]*)?\\.[^/]+$");
  return std::regex_search(path, pattern);
}

/// A note to do something later, unless it names the issue that will.
bool has_loose_todo(const std::string& line) {
  static const std::regex pattern("\\b(TODO|FIXME|XXX)\\b(?!\\(#[0-9]+\\))");
  return std::regex_search(line, pattern);
}

template <class Check>
std::string violations(const Check& check) {
  std::vector<std::string> found;
  for (const SourceFile& file : files_below(all_folders(), is_text)) check(file, found);
  return join(found);
}

TEST(FileRules, no_file_is_longer_than_a_reader_can_hold) {
  EXPECT_EQ(violations([](const SourceFile& file, std::vector<std::string>& found) {
              if (file.lines.size() > kLongestFile) {
                found.push_back(file.path + ": " + std::to_string(file.lines.size()) + " lines; split it");
              }
            }),
            "");
}

TEST(FileRules, no_line_holds_a_tab) {
  EXPECT_EQ(violations([](const SourceFile& file, std::vector<std::string>& found) {
              for (std::size_t i = 0; i < file.lines.size(); ++i) {
                if (file.lines[i].find('\t') != std::string::npos) found.push_back(at(file, i, "a tab"));
              }
            }),
            "");
}

TEST(FileRules, every_file_is_named_after_what_it_holds) {
  EXPECT_EQ(violations([](const SourceFile& file, std::vector<std::string>& found) {
              if (has_forbidden_name(file.path))
                found.push_back(file.path + ": says nothing about what it holds");
            }),
            "");
}

TEST(FileRules, every_todo_names_its_issue) {
  EXPECT_EQ(violations([](const SourceFile& file, std::vector<std::string>& found) {
              if (file.path.rfind("tests/rules/", 0) == 0) return;
              for (std::size_t i = 0; i < file.lines.size(); ++i) {
                if (has_loose_todo(file.lines[i])) found.push_back(at(file, i, "a TODO that names no issue"));
              }
            }),
            "");
}

TEST(FileRules, every_header_is_guarded) {
  EXPECT_EQ(violations([](const SourceFile& file, std::vector<std::string>& found) {
              const bool is_header =
                  file.path.size() > 2 && file.path.compare(file.path.size() - 2, 2, ".h") == 0;
              if (is_header && (file.lines.empty() || file.lines.front() != "#pragma once")) {
                found.push_back(file.path + ": does not begin with #pragma once");
              }
            }),
            "");
}

TEST(FileRules, forbidden_names_are_recognised) {
  EXPECT_TRUE(has_forbidden_name("engine/core/utils.h"));
  EXPECT_TRUE(has_forbidden_name("engine/store/sqlite_helpers.cpp"));
  EXPECT_TRUE(has_forbidden_name("workers/impl.cpp"));
  EXPECT_FALSE(has_forbidden_name("engine/common_ground/place.h"));
  EXPECT_FALSE(has_forbidden_name("dsl/replay/timer_machine.cpp"));
  EXPECT_FALSE(has_forbidden_name("engine/base/simple.h"));
}

TEST(FileRules, loose_todos_are_recognised) {
  EXPECT_TRUE(has_loose_todo("// TODO: later"));
  EXPECT_TRUE(has_loose_todo("int x;  // FIXME"));
  EXPECT_FALSE(has_loose_todo("// TODO(#12): needs the server"));
  EXPECT_FALSE(has_loose_todo("TODOS"));
}

}  // namespace
}  // namespace skald::rules
