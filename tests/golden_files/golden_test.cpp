#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/client.h>
#include <skald/engine.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "engine/service/execution_info.h"
#include "engine/store/sqlite/log_format.h"
#include "tests/end_to_end/connection_calls.h"
#include "tests/golden_files/workflows.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"
#include "tools/cli/offline_view.h"
#include "tools/history/history_json.h"

/// Files that released builds left behind, each with a tail: this build reads what is in them and goes on
/// with it. README.md says what to do when the format changes.
namespace skald::golden {
namespace {

namespace json = boost::json;

class GoldenFile : public testing::TestWithParam<std::string> {
 protected:
  store::TemporaryFolder folder_;
  const std::string source_ = std::string(SKALD_GOLDEN_FILES) + "/" + GetParam();
  const std::string path_ = folder_.file("golden.db");
  const json::value expected_ = json::parse(store::read_file(source_ + "/expected.json"));

  GoldenFile() { std::filesystem::copy_file(source_ + "/golden.db", path_); }
  const json::array& runs() const { return expected_.at("runs").as_array(); }
  Time when_it_was_left() const { return Time(Duration(expected_.at("at").to_number<std::int64_t>())); }
};

std::string id_of(const json::value& run) { return std::string(run.at("workflowId").as_string()); }

/// Everything that `expected` says, `actual` says too. A newer build may say more.
bool says(const json::value& actual, const json::value& expected) {
  if (expected.is_array() && actual.is_array()) {
    return std::equal(actual.as_array().begin(), actual.as_array().end(), expected.as_array().begin(),
                      expected.as_array().end(), says);
  }
  if (!expected.is_object() || !actual.is_object()) return actual == expected;
  for (const auto& [name, value] : expected.as_object()) {
    const json::value* found = actual.as_object().if_contains(name);
    const bool says_nothing = value.is_object() && value.as_object().empty();
    if (found == nullptr ? !says_nothing : !says(*found, value)) return false;
  }
  return true;
}

json::array events_of(const temporal::api::history::v1::History& history) {
  return json::parse(history::to_json(history)).at("events").as_array();
}

void expect_begins_with(const json::array& actual, const json::array& expected) {
  ASSERT_GE(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(says(actual[i], expected[i])) << actual[i] << "\nwas\n" << expected[i];
  }
}

TEST_P(GoldenFile, holds_the_runs_and_histories_that_were_written) {
  auto view = cli::OfflineView::open(path_);
  ASSERT_TRUE(view.ok()) << view.error().message;
  for (const json::value& run : runs()) {
    SCOPED_TRACE(id_of(run));
    auto found = view->find({.workflow_id = id_of(run)});
    ASSERT_TRUE(found.ok()) << found.error().message;
    auto description = service::describe(found->state, when_it_was_left());
    // Beside what only the state holds, what its derived row says.
    auto info = service::execution_info(found->visibility);
    *info.mutable_auto_reset_points() = description.workflow_execution_info().auto_reset_points();
    *description.mutable_workflow_execution_info() = std::move(info);
    const json::value said = json::parse(history::message_to_json(description));
    EXPECT_TRUE(says(said, run.at("description"))) << said << "\nwas\n" << run.at("description");

    auto reader = store::open_sqlite_reader(path_);
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    auto history = cli::read_history(**reader, *found);
    ASSERT_TRUE(history.ok()) << history.error().message;
    const json::array events = events_of(*history);
    expect_begins_with(events, run.at("history").at("events").as_array());
    EXPECT_EQ(events.size(), run.at("history").at("events").as_array().size());
  }
  EXPECT_THAT(view->damages(), testing::IsEmpty());
}

TEST_P(GoldenFile, is_opened_and_its_runs_come_to_their_ends) {
  Engine engine(path_);
  EXPECT_EQ(engine.metrics().quarantined_runs, 0u);
  Worker worker(engine, kQueue);
  Worker other(engine, kOtherQueue);
  for (Worker* each : {&worker, &other}) {
    add_workflows(*each);
    each->start();
  }
  const Client client(engine);
  client.handle("long").signal("add", 59);
  client.handle("waiting").signal("add", 2);
  EXPECT_EQ(client.handle<count_down>("done").result(), 0);
  EXPECT_EQ(client.handle<count_down>("chain").result(), 0);
  EXPECT_EQ(client.handle<Collect>("long").result(), 100);
  EXPECT_EQ(client.handle<Collect>("waiting").result(), 3);
  EXPECT_EQ(client.handle<Collect>("buffering").result(), 3);
  EXPECT_EQ(client.handle<nap>("sleeping").result(), "rested");
  EXPECT_EQ(client.handle<nap>("sleeping-lately").result(), "rested");
  EXPECT_EQ(client.handle<insist>("retrying").result(), 2);
  EXPECT_EQ(client.handle<stand_in>("standing-in").result(), "attempt 2");
  for (const json::value& run : runs()) {
    SCOPED_TRACE(id_of(run));
    expect_begins_with(events_of(end_to_end::history_of(*engine.connection(), id_of(run))),
                       run.at("history").at("events").as_array());
  }
}

/// Every folder beside this file is a golden file.
std::vector<std::string> golden_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SKALD_GOLDEN_FILES)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Of, GoldenFile, testing::ValuesIn(golden_files()),
                         [](const auto& name) { return name.param; });

TEST(GoldenFiles, there_is_one_of_every_format) {
  std::vector<std::string> wanted;
  for (int version = 1; version <= store::kFormatVersion; ++version)
    wanted.push_back("v" + std::to_string(version));
  EXPECT_THAT(golden_files(), testing::IsSupersetOf(wanted))
      << "the format has changed: make a golden file of it, as README.md in tests/golden_files says";
}

}  // namespace
}  // namespace skald::golden
