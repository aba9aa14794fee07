#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/unit_dsl/described_types.h"

namespace skald::tests {
namespace {

template <class T>
void expect_round_trip(T value, const std::string& text) {
  EXPECT_EQ(to_json(value), text);
  EXPECT_EQ(from_json<T>(text), value);
}

TEST(JsonScalars, integers_of_every_size_come_back) {
  expect_round_trip<std::int8_t>(-128, "-128");
  expect_round_trip<std::uint8_t>(255, "255");
  expect_round_trip<int>(2147483647, "2147483647");
  expect_round_trip(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
  expect_round_trip(std::numeric_limits<std::uint64_t>::max(), "18446744073709551615");
}

TEST(JsonScalars, doubles_come_back_to_the_last_bit) {
  expect_round_trip(0.1, "0.1");
  expect_round_trip(1e300, "1e+300");
  expect_round_trip(0.1F, "0.1");
  for (const double value : {1.0 / 3, 2.2250738585072014e-308, 1.7976931348623157e308, 123456789012345680.0,
                             9007199254740993.5, 5e-324, 0.30000000000000004}) {
    EXPECT_EQ(from_json<double>(to_json(value)), value) << to_json(value);
  }
  EXPECT_TRUE(std::signbit(from_json<double>(to_json(-0.0))));
}

TEST(JsonScalars, text_comes_back_whatever_it_holds) {
  expect_round_trip<std::string>("plain", R"("plain")");
  expect_round_trip<std::string>("a\"b\\c\n\t\r\x01", R"("a\"b\\c\n\t\r\u0001")");
  expect_round_trip<std::string>("für 日本 😀", "\"für 日本 😀\"");
  EXPECT_EQ(from_json<std::string>(R"("\ud83d\ude00\u00fc")"), "😀ü");
  expect_round_trip<std::string>(std::string("a\0b", 3), R"("a\u0000b")");
  const std::string long_text(100'000, 'x');
  expect_round_trip(long_text, '"' + long_text + '"');
}

TEST(JsonScalars, a_long_text_with_escapes_comes_back_whole) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += i % 7 == 0 ? "\n\"" : "ab";
  EXPECT_EQ(from_json<std::string>(to_json(text)), text);
  const std::vector<std::string> many(50, text);
  EXPECT_EQ(from_json<std::vector<std::string>>(to_json(many)), many);
}

TEST(JsonScalars, a_whole_number_may_have_a_fraction_of_zero) {
  EXPECT_EQ(from_json<int>("3.0"), 3);
  EXPECT_EQ(from_json<std::uint64_t>("1e3"), 1000U);
}

TEST(JsonScalars, a_number_that_does_not_fit_names_the_type) {
  EXPECT_EQ(problem_reading<int>("5000000000"), "int: 5000000000 does not fit int");
  EXPECT_EQ(problem_reading<std::int8_t>("128"), "int8: 128 does not fit int8");
  EXPECT_EQ(problem_reading<std::uint16_t>("-1"), "uint16: -1 does not fit uint16");
  EXPECT_EQ(problem_reading<std::int64_t>("9223372036854775808"),
            "int64: 9223372036854775808 does not fit int64");
  EXPECT_EQ(problem_reading<std::uint64_t>("18446744073709551616"),
            "uint64: 18446744073709551616 does not fit uint64");
  EXPECT_EQ(problem_reading<std::int64_t>("1e30"), "int64: 1e+30 does not fit int64");
  EXPECT_EQ(problem_reading<float>("1e300"), "float: 1e+300 does not fit float");
}

TEST(JsonScalars, another_kind_of_value_is_named_with_what_was_expected) {
  EXPECT_EQ(problem_reading<int>(R"("two")"), R"(int: expected an integer, found the string "two")");
  EXPECT_EQ(problem_reading<int>("3.5"), "int: expected an integer, found the number 3.5");
  EXPECT_EQ(problem_reading<int>("null"), "int: expected an integer, found null");
  EXPECT_EQ(problem_reading<double>("true"), "double: expected a number, found true");
  EXPECT_EQ(problem_reading<bool>("0"), "bool: expected true or false, found the number 0");
  EXPECT_EQ(problem_reading<std::string>("[1,2]"), "string: expected a string, found a list of 2");
  EXPECT_EQ(problem_reading<std::string>("{}"), "string: expected a string, found an object");
}

TEST(JsonScalars, a_long_string_is_shortened_in_messages_between_characters) {
  EXPECT_EQ(problem_reading<int>('"' + std::string(39, 'x') + "üüü\""),
            "int: expected an integer, found the string \"" + std::string(39, 'x') + "\"… (45 bytes)");
}

TEST(JsonScalars, what_json_cannot_say_is_not_written) {
  EXPECT_EQ(problem_writing(std::nan("")), "NaN has no JSON form");
  EXPECT_EQ(problem_writing(std::numeric_limits<double>::infinity()), "infinity has no JSON form");
  EXPECT_EQ(problem_writing(std::string("ab\xff")),
            "byte 2 of the string is not UTF-8 (use std::vector<std::byte> for bytes)");
  for (const auto* text :
       {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xf0\x80\x80\x80"}) {
    EXPECT_NE(problem_writing(std::string(text)), "") << testing::PrintToString(text);
  }
  EXPECT_EQ(
      problem_writing(Line{"a\xff", 1, {}}),
      "byte 1 of the string is not UTF-8 (use std::vector<std::byte> for bytes), in or after the member sku");
}

}  // namespace
}  // namespace skald::tests
