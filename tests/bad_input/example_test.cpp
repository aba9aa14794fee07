#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/examples/shell_command.h"
#include "tests/tools/cli/program.h"

/// The example's program on a CSV file with a broken line: it names file, line and column, and starts
/// nothing.
namespace skald::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Example, a_broken_line_of_its_orders_is_refused_with_its_place_before_anything_runs) {
  const Folder folder;
  const std::string header = "id,sku,quantity,cents,card,address\n";
  struct Case {
    const char* line;
    const char* said;
  };
  for (const Case& each :
       {Case{"order-2,chair,two,100,good,known", "orders.csv:3: quantity: expected a number from 1"},
        Case{"order-2,chair,1", "orders.csv:3: expected 6 values"},
        Case{"order-1,chair,1,100,good,known", "orders.csv:3: id: order-1 stands in an earlier"},
        Case{"order-2,chair,1,100,stolen,known", "orders.csv:3: card: expected one of good"}}) {
    std::ofstream(folder.file("orders.csv")) << header << "order-1,chair,1,100,good,known\n"
                                             << each.line << "\n";
    const auto outcome = examples::run_shell("cd " + folder.file(".") +
                                             " && " SKALD_ORDER_SAGA " orders.csv " SKALD_EXAMPLE
                                             "/stock.csv; echo exit $?; ls");
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr(each.said), HasSubstr("exit 2"), testing::Not(HasSubstr("orders.db"))));
  }
}

}  // namespace
}  // namespace skald::cli
