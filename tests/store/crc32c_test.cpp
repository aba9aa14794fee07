#include "engine/store/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace skald::store {
namespace {

TEST(Crc32c, agrees_with_the_published_vectors) {
  // RFC 3720, appendix B.4.
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(0, std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c(0, "123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(0, ""), 0u);
}

TEST(Crc32c, continues_where_it_stopped) {
  const std::string text = "a text that is longer than one machine word";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(crc32c(crc32c(0, text.substr(0, cut)), text.substr(cut)), crc32c(0, text));
  }
}

TEST(Checksum, sees_a_byte_that_moves_from_one_field_to_the_next) {
  EXPECT_NE(Checksum().add("ab").add("c").value(), Checksum().add("a").add("bc").value());
}

}  // namespace
}  // namespace skald::store
