#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/demo_output.h"
#include "tests/examples/shell_command.h"
#include "tests/examples/text_file.h"

namespace skald::examples {
namespace {

const std::string kFolder = std::string(SKALD_EXAMPLES) + "/01_order_saga/";

TEST(OrderSagaDemo, every_order_is_shipped_once_or_undone_although_the_process_is_killed_twice) {
  const TemporaryFolder folder;
  const auto demo = run_shell("'" + kFolder + "demo.sh' '" + folder.path() + "'");
  EXPECT_EQ(demo.exit_code, 0) << demo.output;
  EXPECT_EQ(comparable(demo.output), comparable(read_text(kFolder + "expected_output.txt"))) << demo.output;
  EXPECT_LE(lines_of(demo.output).size(), 70u);
}

TEST(OrderSagaDemo, a_mistyped_option_is_refused_and_makes_no_folder) {
  for (const char* words : {"--adress localhost:7233", "--address", "folder_a folder_b"}) {
    const TemporaryFolder folder;
    const auto demo = run_shell("cd '" + folder.path() + "' && '" + kFolder + "demo.sh' " + words);
    EXPECT_EQ(demo.exit_code, 2) << words;
    EXPECT_EQ(demo.output, "usage: demo.sh [--address host:port] [folder]\n") << words;
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << words;
  }
}

TEST(OrderSagaDemo, a_broken_line_ends_the_program_before_it_writes_anything) {
  const TemporaryFolder folder;
  write_text(folder.file("orders.csv"), "id,sku,quantity,cents,card,address\n1,cup,many,100,good,known\n");
  const auto program =
      run_shell("cd '" + folder.path() + "' && order_saga orders.csv '" + kFolder + "stock.csv'");
  EXPECT_EQ(program.exit_code, 2);
  EXPECT_EQ(program.output,
            "order_saga: orders.csv:2: quantity: expected a number from 1 to 1000, found \"many\"\n");
  EXPECT_FALSE(std::filesystem::exists(folder.file("orders.db")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("shop.db")));
}

TEST(OrderSagaDemo, a_file_that_is_no_database_is_refused_by_name_and_left_alone) {
  const TemporaryFolder folder;
  write_text(folder.file("orders.db"), "my precious notes\n");
  const auto program = run_shell("cd '" + folder.path() + "' && order_saga '" + kFolder + "orders.csv' '" +
                                 kFolder + "stock.csv'");
  EXPECT_EQ(program.exit_code, 2);
  EXPECT_NE(program.output.find("orders.db"), std::string::npos) << program.output;
  EXPECT_EQ(read_text(folder.file("orders.db")), "my precious notes\n");
}

TEST(OrderSagaDemo, the_orders_are_what_their_script_makes) {
  const auto made = run_shell("awk -f '" + kFolder + "make_orders.awk'");
  EXPECT_EQ(made.exit_code, 0);
  EXPECT_TRUE(made.output == read_text(kFolder + "orders.csv"));
}

}  // namespace
}  // namespace skald::examples
