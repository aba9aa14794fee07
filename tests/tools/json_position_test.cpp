#include "tools/history/json_position.h"

#include <gtest/gtest.h>

namespace skald::history {
namespace {

TEST(JsonPosition, lines_and_columns_count_from_one_and_columns_count_characters) {
  const std::string text = "{\n  \"ä\": x\n}";
  EXPECT_EQ(position_text(text, 0), "line 1, column 1");
  EXPECT_EQ(position_text(text, text.find('x')), "line 2, column 8");
  EXPECT_EQ(position_text(text, 1000), "line 3, column 2");
}

TEST(JsonPosition, the_path_names_keys_and_indices) {
  const std::string text = R"({"a": [{"b": 1}, {"c, [": {"d": [true, null, )";
  EXPECT_EQ(json_path_at(text, text.size()), "a[1].c, [.d[2]");
  EXPECT_EQ(json_path_at(text, text.find("1}")), "a[0].b");
  EXPECT_EQ(json_path_at(text, 0), "");
}

TEST(JsonPosition, a_text_that_ends_inside_a_string_has_the_path_of_its_member) {
  const std::string text = R"({"events": [{"eventId": "1", "eventType": "EVENT_\)";
  EXPECT_EQ(json_path_at(text, text.size()), "events[0].eventType");
}

}  // namespace
}  // namespace skald::history
