#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bad_input/orders.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"

/// One run of a file is damaged: it alone is set aside.
namespace skald::bad_input {
namespace {

using testing::HasSubstr;

class DamagedRun : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
  std::optional<Engine> engine_;
  std::optional<Worker> worker_;

  /// Three orders, the second of them damaged, opened again.
  void open_after(const std::string& damage) {
    {
      Engine engine(path_);
      for (const char* id : {"a", "b"}) start(engine, id);
    }
    // Recovery does not read the rows of a and b again after this.
    {
      Engine engine(path_);
      start(engine, "c");
    }
    store::execute_sql(path_, damage + " WHERE run = (SELECT run FROM runs WHERE workflow_id = 'b')");
    open();
  }
  static void start(const Engine& engine, const char* id) {
    Client(engine).start<hold>({.id = id, .task_queue = kQueue}, Order{id, 1});
  }
  void open() {
    engine_.emplace(path_);
    worker_.emplace(*engine_, kQueue);
    add_orders(*worker_);
    worker_->start();
  }
  template <class Call>
  void expect_data_loss(Call call) {
    try {
      call();
      ADD_FAILURE() << "it was served";
    } catch (const ClientError& error) {
      EXPECT_EQ(error.code(), ClientErrorCode::kDataLoss) << error.what();
      EXPECT_THAT(error.what(), HasSubstr("damaged"));
    }
  }
  void expect_the_others_go_on() {
    const Client client(*engine_);
    for (const char* id : {"a", "c"}) {
      client.handle(id).signal("go", 1);
      EXPECT_EQ(client.handle<hold>(id).result(), id);
    }
    client.start<hold>({.id = "new", .task_queue = kQueue}, Order{"new", 1});
    client.handle("new").signal("go", 1);
    EXPECT_EQ(client.handle<hold>("new").result(), "new");
  }
  void expect_b_alone_is_set_aside() {
    EXPECT_EQ(engine_->metrics().quarantined_runs, 1u);
    const auto damaged = Client(*engine_).handle<hold>("b");
    expect_data_loss([&] { damaged.describe(); });
    expect_data_loss([&] { damaged.WorkflowHandle::signal("go", 1); });
    expect_data_loss([&] { damaged.cancel(); });
    expect_data_loss([&] { Client(*engine_).start<hold>({.id = "b", .task_queue = kQueue}, Order{"b", 1}); });
    expect_the_others_go_on();
  }
};

std::string flipped(const char* column) {
  const std::string name = column;
  return name + " = CAST(substr(" + name + ", 1, 30) || x'00ff' || substr(" + name + ", 33) AS BLOB)";
}

TEST_F(DamagedRun, by_its_snapshot_is_set_aside_and_stays_so) {
  open_after("UPDATE runs SET " + flipped("snapshot"));
  expect_b_alone_is_set_aside();
  worker_.reset();
  engine_.reset();
  open();
  EXPECT_EQ(engine_->metrics().quarantined_runs, 1u);
  expect_data_loss([&] { Client(*engine_).handle("b").describe(); });
}

TEST_F(DamagedRun, by_an_old_row_says_so_to_who_reads_it_and_the_others_go_on) {
  open_after("UPDATE log SET " + flipped("body"));
  expect_the_others_go_on();
  expect_data_loss([&] { Client(*engine_).handle("b").history_json(); });
}

}  // namespace
}  // namespace skald::bad_input
