#include "tools/history/terminal_text.h"

#include <gtest/gtest.h>

namespace skald::history {
namespace {

TEST(TerminalText, control_characters_and_broken_utf8_cannot_reach_the_terminal) {
  EXPECT_EQ(printable("a\x1b[31mb\x07"), "a?[31mb?");
  EXPECT_EQ(printable("one\ntwo\tthree"), "one two three");
  EXPECT_EQ(printable("\xff\xc3"), "??");
  EXPECT_EQ(printable("\xc2\x9b"), "?");
  EXPECT_EQ(printable("Grüße – 茶"), "Grüße – 茶");
}

TEST(TerminalText, a_cut_text_has_the_width_asked_for_and_whole_characters) {
  EXPECT_EQ(cut("Grüße", 5), "Grüße");
  EXPECT_EQ(cut("Grüße", 4), "Grü…");
  EXPECT_EQ(cut("Grüße", 1), "…");
  EXPECT_EQ(cut("Grüße", 0), "Grüße");
}

TEST(TerminalText, padding_counts_characters) {
  EXPECT_EQ(pad_right("ü", 3), "ü  ");
  EXPECT_EQ(pad_left("ü", 3), "  ü");
  EXPECT_EQ(pad_left("long", 3), "long");
}

}  // namespace
}  // namespace skald::history
