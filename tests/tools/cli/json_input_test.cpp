#include "tools/cli/json_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::cli {
namespace {

TEST(JsonInput, texts_become_payloads_as_they_stand) {
  const auto payloads = json_payloads({"{\"id\": 1}", "\"x\""});
  ASSERT_TRUE(payloads.ok());
  ASSERT_EQ(payloads->payloads_size(), 2);
  EXPECT_EQ(payloads->payloads(0).data(), "{\"id\": 1}");
  EXPECT_EQ(payloads->payloads(1).metadata().at("encoding"), "json/plain");
}

TEST(JsonInput, a_text_that_is_not_json_is_named_with_its_place) {
  const auto payloads = json_payloads({"1", "{\"id\": }"});
  ASSERT_FALSE(payloads.ok());
  EXPECT_THAT(payloads.error().message, testing::HasSubstr("--input 2 is not JSON (line 1, column 8)"));
}

TEST(JsonInput, two_values_in_one_text_are_refused) { EXPECT_FALSE(json_payloads({"1 2"}).ok()); }

}  // namespace
}  // namespace skald::cli
