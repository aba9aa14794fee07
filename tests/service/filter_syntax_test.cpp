#include "engine/service/filter_syntax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace skald::service {
namespace {

using Kind = FilterSyntax::Kind;

FilterSyntax parsed(const std::string& filter) {
  auto result = parse_filter(filter);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() && result->condition ? *result->condition : FilterSyntax{};
}

std::string mistake(const std::string& filter) {
  auto result = parse_filter(filter);
  EXPECT_FALSE(result.ok()) << filter;
  return result.ok() ? std::string() : result.error().message;
}

TEST(FilterSyntax, and_binds_closer_than_or_and_not_closest) {
  const FilterSyntax any = parsed("a = 1 OR NOT b = 2 AND c = 3");
  ASSERT_EQ(any.kind, Kind::kOr);
  ASSERT_EQ(any.parts[1].kind, Kind::kAnd);
  EXPECT_EQ(any.parts[1].parts[0].kind, Kind::kNot);
}

TEST(FilterSyntax, strings_have_either_quote_doubled_quotes_and_escapes) {
  EXPECT_EQ(parsed("a = 'it''s'").right[0].text, "it's");
  EXPECT_EQ(parsed("a = \"say \"\"x\"\"\"").right[0].text, "say \"x\"");
  EXPECT_EQ(parsed("a = 'tab\\tand \\'quote\\''").right[0].text, "tab\tand 'quote'");
}

TEST(FilterSyntax, names_may_stand_in_back_quotes) {
  EXPECT_EQ(parsed("`select` = 1").left.text, "select");
  EXPECT_EQ(parsed("`a b` = 1").left.text, "a b");
}

TEST(FilterSyntax, comments_and_one_semicolon_are_skipped) {
  EXPECT_EQ(parsed("a /* why */ = 1 -- because").operation, "=");
  EXPECT_EQ(parsed("a = 1;").operation, "=");
}

TEST(FilterSyntax, signs_of_the_same_meaning_are_one_operation) {
  EXPECT_EQ(parsed("a <> 1").operation, "!=");
  EXPECT_EQ(parsed("a = 1 && b = 2").kind, Kind::kAnd);
  EXPECT_EQ(parsed("a = 1 || b = 2").kind, Kind::kOr);
  EXPECT_EQ(parsed("a not starts_with 'x'").operation, "NOT STARTS_WITH");
}

TEST(FilterSyntax, mistake_says_where_the_servers_parser_sees_it) {
  EXPECT_EQ(mistake("a ="), "syntax error at position 31");
  EXPECT_EQ(mistake("AND a = 1"), "syntax error at position 31 near 'and'");
  EXPECT_EQ(mistake("a = 'x"), "syntax error at position 34 near 'x'");
  EXPECT_EQ(mistake("a = 5b"), "syntax error at position 33 near '5'");
}

TEST(FilterSyntax, any_bytes_are_a_filter_or_a_mistake) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"a",  "=",  "'x'",  "(",   ")",       "AND",   "OR",   "NOT",
                                        "IN", ",",  "1",    "1.5", "-",       "IS",    "NULL", "`b`",
                                        "\"", "'",  "--",   "/*",  "BETWEEN", "GROUP", "BY",   "?",
                                        ":c", "f(", "\xff", ";",   ".",       "0x",    "1e",   "STARTS_WITH"};
  int filters = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    const std::size_t length = random() % 12;
    for (std::size_t piece = 0; piece < length; ++piece) {
      text += pieces[random() % pieces.size()];
      if (random() % 4 != 0) text += ' ';
    }
    const auto result = parse_filter(text);
    if (result.ok()) {
      ++filters;
    } else {
      EXPECT_EQ(result.error().code, Code::kInvalidArgument);
    }
  }
  EXPECT_GT(filters, 100);
}

}  // namespace
}  // namespace skald::service
