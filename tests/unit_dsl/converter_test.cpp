#include <gtest/gtest.h>

#include "skald/converter.h"
#include "skald/detail/signature.h"
#include "tests/unit_dsl/described_types.h"

namespace skald::tests {

int add(int left, const Line& right, std::optional<int> more);

namespace {

template <class Call>
std::string problem_of(const Call& call) {
  try {
    call();
    return {};
  } catch (const PayloadError& error) {
    return error.what();
  }
}

Payload payload(std::string encoding, std::string data) {
  return {{{"encoding", std::move(encoding)}}, std::move(data)};
}

TEST(Converter, values_are_json) {
  EXPECT_EQ(Converter<int>::encode(7), payload("json/plain", "7"));
  EXPECT_EQ(Converter<int>::decode(payload("json/plain", "7")), 7);
}

TEST(Converter, bytes_are_themselves) {
  const std::vector<std::byte> bytes{std::byte{0}, std::byte{255}};
  EXPECT_EQ(Converter<std::vector<std::byte>>::encode(bytes),
            payload("binary/plain", std::string("\0\xff", 2)));
  EXPECT_EQ(Converter<std::vector<std::byte>>::decode(payload("binary/plain", std::string("\0\xff", 2))),
            bytes);
  EXPECT_TRUE(Converter<std::vector<std::byte>>::decode(payload("binary/plain", "")).empty());
}

TEST(Converter, nothing_is_binary_null_and_json_null_is_read_as_nothing) {
  EXPECT_EQ(Converter<std::monostate>::encode(), payload("binary/null", ""));
  Converter<std::monostate>::decode(payload("binary/null", ""));
  Converter<std::monostate>::decode(payload("json/plain", "null"));
}

TEST(Converter, another_encoding_is_refused) {
  EXPECT_EQ(problem_of([] { Converter<int>::decode(payload("binary/plain", "7")); }),
            "expected a payload in json/plain, found binary/plain");
  EXPECT_EQ(problem_of([] { Converter<int>::decode({}); }),
            "expected a payload in json/plain, found one without an encoding");
  EXPECT_EQ(problem_of([] { Converter<std::vector<std::byte>>::decode(payload("json/plain", "7")); }),
            "expected a payload in binary/plain, found json/plain");
  EXPECT_EQ(problem_of([] { Converter<std::monostate>::decode(payload("json/plain", "7")); }),
            "expected a payload in binary/null, found json/plain");
}

TEST(Converter, a_payload_passes_untouched) {
  const auto odd = payload("x/y", "?");
  EXPECT_EQ(Converter<Payload>::encode(odd), odd);
  EXPECT_EQ(Converter<Payload>::decode(odd), odd);
}

TEST(Arguments, come_back_as_a_tuple) {
  using List = detail::ArgumentsOf<add>;
  const auto input = detail::encode_arguments(1, Line{"a", 2, {}}, std::optional<int>{3});
  const auto [left, right, more] = detail::decode_arguments<List>(input, "add");
  EXPECT_EQ(left, 1);
  EXPECT_EQ(right.sku, "a");
  EXPECT_EQ(more, 3);
}

TEST(Arguments, an_optional_one_at_the_end_may_be_missing) {
  auto input = detail::encode_arguments(1, Line{"a", 2, {}});
  EXPECT_EQ(std::get<2>(detail::decode_arguments<detail::ArgumentsOf<add>>(input, "add")), std::nullopt);
}

TEST(Arguments, a_wrong_number_of_them_is_named) {
  const auto decode = [](Payloads input) {
    return problem_of([&] { detail::decode_arguments<detail::ArgumentsOf<add>>(input, "add"); });
  };
  EXPECT_EQ(decode({}), "add takes 3 arguments, found 0");
  EXPECT_EQ(decode(detail::encode_arguments(1)), "add takes 3 arguments, found 1");
  EXPECT_EQ(decode(Payloads(4)), "add takes 3 arguments, found 4");
  EXPECT_EQ(problem_of([] { detail::decode_arguments<detail::Types<int>>({}, "f"); }),
            "f takes 1 argument, found 0");
}

TEST(Arguments, a_wrong_one_is_named_with_its_place) {
  const auto input = detail::encode_arguments(1, std::map<std::string, int>{{"sku", 3}});
  EXPECT_EQ(problem_of([&] { detail::decode_arguments<detail::ArgumentsOf<add>>(input, "add"); }),
            "argument 2 of add: Line.sku: expected a string, found the number 3");
}

}  // namespace
}  // namespace skald::tests
