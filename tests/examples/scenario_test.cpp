#include "scenario.h"

#include <gtest/gtest.h>

#include "csv.h"
#include "tests/examples/text_file.h"

namespace skald::examples {
namespace {

constexpr const char* kHeader = "id,sku,quantity,cents,card,address\n";

/// What reading these orders is refused with, without the folder's name; "" if it is not.
std::string refusal_of_orders(const std::string& text) {
  const TemporaryFolder folder;
  write_text(folder.file("orders.csv"), text);
  write_text(folder.file("stock.csv"), "sku,units\ncup,5\n");
  try {
    orders::read_scenario(folder.file("orders.csv"), folder.file("stock.csv"));
  } catch (const orders::CsvError& error) {
    return std::string(error.what()).substr(folder.path().size() + 1);
  }
  return "";
}

TEST(Scenario, the_orders_of_the_example_are_read_as_they_stand) {
  const std::string folder = std::string(SKALD_EXAMPLES) + "/01_order_saga/";
  const auto scenario = orders::read_scenario(folder + "orders.csv", folder + "stock.csv");
  ASSERT_EQ(scenario.orders.size(), 1200u);
  EXPECT_EQ(scenario.customers.size(), 1200u);
  EXPECT_EQ(scenario.shelves.size(), 9u);
  EXPECT_EQ(scenario.orders[1].id, "order-0002");
  EXPECT_EQ(scenario.orders[1].sku, "oak-shield");
  EXPECT_EQ(scenario.orders[1].quantity, 4);
  EXPECT_EQ(scenario.orders[1].cents, 25600);
  EXPECT_EQ(scenario.customers[1].address, "unknown");
}

TEST(Scenario, lines_may_end_as_on_windows) {
  EXPECT_EQ(refusal_of_orders("id,sku,quantity,cents,card,address\r\n1,cup,1,100,good,known\r\n"), "");
}

TEST(Scenario, a_broken_line_is_named_with_file_and_line_and_what_is_wrong) {
  struct Case {
    const char* line;
    const char* refusal;
  };
  const Case cases[] = {
      {"1,cup,1,100,good",
       "orders.csv:2: expected 6 values (id,sku,quantity,cents,card,address), found 5: \"1,cup,1,100,good\""},
      {"", "orders.csv:2: expected 6 values (id,sku,quantity,cents,card,address), found 1: \"\""},
      {",cup,1,100,good,known", "orders.csv:2: id: is empty"},
      {"1,cup,two,100,good,known", "orders.csv:2: quantity: expected a number from 1 to 1000, found \"two\""},
      {"1,cup,2x,100,good,known", "orders.csv:2: quantity: expected a number from 1 to 1000, found \"2x\""},
      {"1,cup,0,100,good,known", "orders.csv:2: quantity: expected a number from 1 to 1000, found \"0\""},
      {"1,cup,1,99999999999999999999,good,known",
       "orders.csv:2: cents: expected a number from 1 to 100000000, found \"99999999999999999999\""},
      {"1,cup,1,100,gold,known",
       "orders.csv:2: card: expected one of good, declined, silent, found \"gold\""},
      {"1,cup,1,100,good,kn\x01own",
       "orders.csv:2: address: expected one of known, unknown, found \"kn?own\""},
      {"1,cup,1,100,good,known\n1,cup,1,100,good,known", "orders.csv:3: id: 1 stands in an earlier line too"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(refusal_of_orders(std::string(kHeader) + each.line + "\n"), each.refusal);
  }
}

TEST(Scenario, a_file_without_the_header_or_without_orders_is_refused) {
  EXPECT_EQ(refusal_of_orders(""),
            "orders.csv:1: expected the header \"id,sku,quantity,cents,card,address\", found \"\"");
  EXPECT_EQ(refusal_of_orders("id,sku\n1,cup\n"),
            "orders.csv:1: expected the header \"id,sku,quantity,cents,card,address\", found \"id,sku\"");
  EXPECT_EQ(refusal_of_orders(kHeader), "orders.csv: holds no orders");
}

TEST(Scenario, a_file_that_is_not_there_is_refused_with_its_name) {
  try {
    orders::read_scenario("no_such_orders.csv", "no_such_stock.csv");
    FAIL() << "read a file that is not there";
  } catch (const orders::CsvError& error) {
    EXPECT_STREQ(error.what(), "no_such_stock.csv: cannot be opened: No such file or directory");
  }
}

}  // namespace
}  // namespace skald::examples
