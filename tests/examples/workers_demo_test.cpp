#include <gtest/gtest.h>

#include "tests/examples/demo_output.h"
#include "tests/examples/shell_command.h"
#include "tests/examples/text_file.h"

namespace skald::examples {
namespace {

const std::string kFolder = std::string(SKALD_EXAMPLES) + "/02_order_workers/";

/// The interpreter that has Temporal's Python SDK, as the suites of outside programs install it.
CommandResult python_with_sdk() {
  CommandResult python = run_shell(std::string("python3 '") + SKALD_INTEROP + "/packages.py' python '" +
                                   SKALD_INTEROP_PACKAGES + "'");
  python.output.erase(python.output.find_last_not_of('\n') + 1);
  return python;
}

TEST(OrderWorkersDemo, every_order_is_shipped_once_or_undone_although_a_worker_and_the_server_are_killed) {
  const auto python = python_with_sdk();
  if (python.exit_code != 0) GTEST_SKIP() << "the Python SDK cannot be fetched: " << python.output;
  const TemporaryFolder folder;
  const auto demo =
      run_shell("PYTHON='" + python.output + "' '" + kFolder + "demo.sh' '" + folder.path() + "'");
  EXPECT_EQ(demo.exit_code, 0) << demo.output;
  EXPECT_EQ(comparable(demo.output), comparable(read_text(kFolder + "expected_output.txt"))) << demo.output;
}

TEST(OrderWorkersDemo, a_worker_without_a_server_says_what_to_do) {
  const auto worker = run_shell("order_worker 127.0.0.1:1");
  EXPECT_EQ(worker.exit_code, 2);
  EXPECT_NE(worker.output.find("127.0.0.1:1"), std::string::npos) << worker.output;
  EXPECT_NE(worker.output.find("skald server start-dev"), std::string::npos) << worker.output;
}

TEST(OrderWorkersDemo, the_courier_and_the_workflow_mean_the_same_queue_and_errors) {
  const std::string courier = read_text(kFolder + "courier.py");
  EXPECT_NE(read_text(kFolder + "couriers.h").find("kCouriers = \"couriers\""), std::string::npos);
  EXPECT_NE(courier.find("task_queue=\"couriers\""), std::string::npos);
  EXPECT_NE(courier.find("type=\"ShippingRefused\""), std::string::npos);
}

}  // namespace
}  // namespace skald::examples
