#include "skald/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/errors.h"

namespace skald::tests {
namespace {

std::string refusal(const std::string& path) {
  try {
    detail::load_library(path);
    return {};
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Library, what_it_registers_can_be_called) {
  Registry registry;
  registry.add_all(detail::load_library(SKALD_GOOD_LIBRARY));
  ASSERT_NE(registry.find_activity("loaded_activity"), nullptr);
  EXPECT_EQ(registry.find_activity("loaded_activity")->run(detail::encode_arguments(20)).data, "21");
}

TEST(Library, a_file_that_is_not_there_is_named) {
  EXPECT_EQ(refusal("./no_such_library.so"), "workflow library ./no_such_library.so: there is no such file");
}

TEST(Library, a_file_that_does_not_load_is_refused_with_the_reason) {
  EXPECT_THAT(refusal(SKALD_NOT_A_LIBRARY), testing::HasSubstr(" does not load: "));
}

TEST(Library, an_object_without_workflows_is_refused) {
  EXPECT_THAT(refusal(SKALD_EMPTY_LIBRARY),
              testing::EndsWith("has no SKALD_WORKFLOWS(registry) { … }: it is no workflow library"));
}

TEST(Library, one_that_was_built_for_another_version_names_both) {
  EXPECT_THAT(refusal(SKALD_OTHER_VERSION_LIBRARY),
              testing::EndsWith("was built for skald 9.9.9 (ABI 77), this program is skald " SKALD_VERSION
                                " (ABI " SKALD_ABI "): build the library again"));
}

TEST(Library, one_with_its_own_copy_of_skald_is_refused) {
  EXPECT_THAT(refusal(SKALD_OWN_COPY_LIBRARY), testing::HasSubstr("carries a copy of skald of its own"));
}

TEST(Library, a_name_that_it_registers_twice_is_refused_with_the_library) {
  EXPECT_THAT(refusal(SKALD_TWICE_LIBRARY), testing::AllOf(testing::HasSubstr("twice_library"),
                                                           testing::HasSubstr("is already an activity")));
}

TEST(Library, the_version_is_the_projects) { EXPECT_STREQ(SKALD_VERSION, SKALD_PROJECT_VERSION); }

}  // namespace
}  // namespace skald::tests
