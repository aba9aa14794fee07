#include "tools/cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace skald::cli {
namespace {

const std::vector<Column> kColumns = {{"id", 4}, {"state", 5}, {"events", 6, true}, {"note", 4}};

std::vector<std::vector<Cell>> rows() {
  return {{{"order-17"}, {"open"}, {"12"}, {""}}, {{"order-18"}, {"closed"}, {"7"}, {""}}};
}

TEST(Table, columns_are_as_wide_as_their_contents_and_empty_ones_are_left_out) {
  EXPECT_EQ(table(kColumns, rows(), 0, false),
            "id        state   events\n"
            "order-17  open        12\n"
            "order-18  closed       7\n");
}

TEST(Table, the_widest_column_is_cut_until_the_line_fits) {
  EXPECT_EQ(table(kColumns, rows(), 21, false),
            "id     state   events\n"
            "orde…  open        12\n"
            "orde…  closed       7\n");
}

TEST(Table, a_minor_column_is_cut_before_a_wider_one) {
  const std::vector<Column> columns = {{"id", 4}, {"run", 3, false, true}};
  EXPECT_EQ(table(columns, {{{"order-17"}, {"0195512"}}}, 14, false),
            "id        run\n"
            "order-17  019…\n");
}

TEST(Table, no_column_is_cut_below_its_least_width) {
  std::istringstream lines(table(kColumns, rows(), 3, false));
  std::string title;
  std::getline(lines, title);
  EXPECT_EQ(title, "id    state  events");
}

TEST(Table, colours_change_no_widths) {
  const std::string coloured = table({{"id", 2}, {"x", 1}}, {{{"a", history::Colour::kRed}, {"b"}}}, 0, true);
  EXPECT_EQ(coloured, "\x1b[1mid\x1b[0m  \x1b[1mx\x1b[0m\n\x1b[31ma\x1b[0m   b\n");
}

}  // namespace
}  // namespace skald::cli
