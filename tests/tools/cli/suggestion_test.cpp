#include "tools/cli/suggestion.h"

#include <gtest/gtest.h>

namespace skald::cli {
namespace {

TEST(Suggestion, the_nearest_word_is_found) {
  const std::vector<std::string> words = {"start", "list", "show", "signal", "--workflow-id", "--run-id"};
  EXPECT_EQ(nearest("lst", words), "list");
  EXPECT_EQ(nearest("hsow", words), "show");
  EXPECT_EQ(nearest("sig", words), "signal");
  EXPECT_EQ(nearest("--workflowid", words), "--workflow-id");
}

TEST(Suggestion, nothing_is_suggested_for_a_word_that_is_like_none) {
  EXPECT_EQ(nearest("frobnicate", {"start", "list", "show"}), "");
  EXPECT_EQ(nearest("x", {"start", "list"}), "");
  EXPECT_EQ(nearest("list", {}), "");
}

}  // namespace
}  // namespace skald::cli
