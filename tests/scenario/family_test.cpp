#include <gtest/gtest.h>

#include <algorithm>

#include "engine/api/time.h"
#include "tests/scenario/failing_store.h"
#include "tests/scenario/logged_store.h"
#include "tests/scenario/service_call.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Parents, children and signals between workflows: whatever row is the last one before a crash, each message
/// arrives, and arrives once.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
namespace enums = temporal::api::enums::v1;
using Events = std::vector<std::string>;

// "3 WorkflowTaskStarted" without its number.
std::string name_of(const std::string& event) { return event.substr(event.find(' ') + 1); }

/// The events of a workflow but for those of its tasks, which depend on when it was told what.
Events news_of(World& world, const std::string& id) {
  Events news;
  for (const std::string& event : world.events(id)) {
    if (name_of(event).rfind("WorkflowTask", 0) != 0) news.push_back(name_of(event));
  }
  return news;
}

Events in_any_order(Events events) {
  std::sort(events.begin(), events.end());
  return events;
}

std::size_t count(const Events& events, const std::string& name) {
  return static_cast<std::size_t>(std::count(events.begin(), events.end(), name));
}

bool is_there(World& world, const std::string& id) { return world.describe(id).ok(); }

bool is_running(World& world, const std::string& id) {
  const auto described = world.describe(id);
  return described.ok() &&
         described->workflow_execution_info().status() == enums::WORKFLOW_EXECUTION_STATUS_RUNNING;
}

bool has_task(World& world, const std::string& id) {
  const auto described = world.describe(id);
  return described.ok() && described->has_pending_workflow_task();
}

/// What the workers of a story do with a task: the commands follow from the history alone.
using Program = std::function<std::vector<command::Command>(const std::string& id, const Events& news)>;

// Until the workflow `awaited` has closed.
void play(World& world, const std::vector<std::string>& ids, const std::string& awaited,
          const Program& program) {
  while (is_running(world, awaited)) {
    if (std::none_of(ids.begin(), ids.end(), [&](const auto& id) { return has_task(world, id); })) continue;
    const auto task = world.poll_workflow_task();
    const std::string& id = task.workflow_execution().workflow_id();
    const Status done = world.complete(task, program(id, news_of(world, id)));
    EXPECT_TRUE(done.ok() || done.error().message == "UnhandledCommand") << done.error().message;
  }
}

// A parent with two children, who signals one stranger and asks another to stop.
std::vector<command::Command> with_children(const std::string& id, const Events& news) {
  if (id != "parent") return {complete_workflow()};
  if (count(news, "StartChildWorkflowExecutionInitiated") == 0) {
    return {start_child("left"), start_child("right"), signal_external("stranger"),
            cancel_external("stranger"), signal_external("nobody")};
  }
  const bool is_all = count(news, "ChildWorkflowExecutionCompleted") == 2 &&
                      count(news, "ExternalWorkflowExecutionSignaled") == 1 &&
                      count(news, "ExternalWorkflowExecutionCancelRequested") == 1 &&
                      count(news, "SignalExternalWorkflowExecutionFailed") == 1;
  if (!is_all) return {};
  return {complete_workflow()};
}

const std::vector<std::string> kFamily{"parent", "left", "right"};

// The stranger has a queue of its own, where nobody asks.
void begin(World& world) {
  if (!is_there(world, "stranger")) {
    auto stranger = World::start_request("stranger");
    stranger.mutable_task_queue()->set_name("elsewhere");
    ASSERT_TRUE(world.start(stranger).ok());
  }
  if (!is_there(world, "parent")) {
    ASSERT_TRUE(world.start("parent").ok());
  }
}

void expect_family_done(World& world) {
  const Events parent = news_of(world, "parent");
  EXPECT_EQ(parent.front(), "WorkflowExecutionStarted");
  EXPECT_EQ(parent.back(), "WorkflowExecutionCompleted");
  EXPECT_EQ(count(parent, "ChildWorkflowExecutionStarted"), 2u);
  EXPECT_EQ(parent.size(), 14u);
  for (const char* child : {"left", "right"}) {
    EXPECT_EQ(news_of(world, child), (Events{"WorkflowExecutionStarted", "WorkflowExecutionCompleted"}));
  }
  EXPECT_EQ(
      in_any_order(news_of(world, "stranger")),
      (Events{"WorkflowExecutionCancelRequested", "WorkflowExecutionSignaled", "WorkflowExecutionStarted"}));
}

runtime::Options with_shards(std::size_t shards) {
  runtime::Options options;
  options.shards = shards;
  return options;
}

/// The rows that a story leaves.
LogRows rows_of(const std::function<void(World&)>& story) {
  LogRows rows;
  {
    World world(std::string(), with_shards(1),
                [&](std::unique_ptr<store::Store> store) { return logged_store(std::move(store), rows); });
    story(world);
  }
  return rows;
}

TEST(Family, works_across_shards) {
  World world(std::string(), with_shards(4));
  begin(world);
  play(world, kFamily, "parent", with_children);
  expect_family_done(world);
}

TEST(Family, comes_through_a_crash_after_each_row) {
  const LogRows rows = rows_of([](World& world) {
    begin(world);
    play(world, kFamily, "parent", with_children);
    expect_family_done(world);
  });
  ASSERT_GT(rows.size(), 20u);
  for (std::size_t kept = 0; kept <= rows.size(); ++kept) {
    SCOPED_TRACE("after " + std::to_string(kept) + " rows of " + std::to_string(rows.size()));
    World world([&] { return Result<std::unique_ptr<store::Store>>(cut_store(rows, kept)); },
                with_shards(1 + kept % 3));
    begin(world);
    play(world, kFamily, "parent", with_children);
    expect_family_done(world);
  }
}

// Three children of three policies; their own queue has no worker.
const std::vector<std::string> kChildren{"doomed", "warned", "free"};

void lose_parent(World& world) {
  if (!is_there(world, "parent")) {
    ASSERT_TRUE(world.start("parent").ok());
  }
  const auto all_started = [&] {
    return std::all_of(kChildren.begin(), kChildren.end(),
                       [&](const auto& id) { return has_task(world, id); });
  };
  while (is_running(world, "parent") && !all_started()) {
    if (!has_task(world, "parent")) continue;
    const auto task = world.poll_workflow_task();
    std::vector<command::Command> commands;
    if (count(news_of(world, "parent"), "StartChildWorkflowExecutionInitiated") == 0) {
      commands = {start_child("doomed"), start_child("warned", enums::PARENT_CLOSE_POLICY_REQUEST_CANCEL),
                  start_child("free", enums::PARENT_CLOSE_POLICY_ABANDON)};
      for (command::Command& each : commands) {
        each.mutable_start_child_workflow_execution_command_attributes()->mutable_task_queue()->set_name(
            "idle");
      }
    }
    EXPECT_TRUE(world.complete(task, commands).ok());
  }
  if (is_running(world, "parent")) {
    ASSERT_TRUE(world.terminate("parent", "enough").ok());
  }
}

void expect_policies_applied(World& world) {
  while (is_running(world, "doomed")) continue;
  while (news_of(world, "warned").size() < 2) continue;
  EXPECT_EQ(news_of(world, "doomed"), (Events{"WorkflowExecutionStarted", "WorkflowExecutionTerminated"}));
  EXPECT_EQ(news_of(world, "warned"),
            (Events{"WorkflowExecutionStarted", "WorkflowExecutionCancelRequested"}));
  EXPECT_EQ(news_of(world, "free"), (Events{"WorkflowExecutionStarted"}));
}

TEST(ParentClose, comes_through_a_crash_after_each_row) {
  const LogRows rows = rows_of([](World& world) {
    lose_parent(world);
    expect_policies_applied(world);
  });
  ASSERT_GT(rows.size(), 10u);
  for (std::size_t kept = 0; kept <= rows.size(); ++kept) {
    SCOPED_TRACE("after " + std::to_string(kept) + " rows of " + std::to_string(rows.size()));
    World world([&] { return Result<std::unique_ptr<store::Store>>(cut_store(rows, kept)); },
                with_shards(1 + kept % 3));
    lose_parent(world);
    expect_policies_applied(world);
  }
}

// A workflow that has left memory: no worker asks for its task, and it waits for nothing else.
void leave_memory(World& world, const std::string& id) {
  auto request = World::start_request(id);
  request.mutable_workflow_start_delay()->set_seconds(3600);
  ASSERT_TRUE(world.start(request).ok());
  while (world.engine().metrics().resident_runs != 0) ASSERT_EQ(world.count(), 1);
}

// Both need a receiver that cannot be read for a while.
class UnreadableReceiver : public testing::Test {
 protected:
  static runtime::Options options() {
    runtime::Options options;
    options.resident_bytes = 1;
    return options;
  }

  // The stranger cannot be read when the signal comes.
  void signal_in_vain() {
    leave_memory(world_, "stranger");
    ASSERT_TRUE(world_.start("sender").ok());
    const auto task = world_.poll_workflow_task();
    faults_.reads = true;
    ASSERT_TRUE(world_.complete(task, {signal_external("stranger")}).ok());
  }

  void keep_closed_for(Duration retention) {
    wire::UpdateNamespaceRequest request;
    request.set_namespace_("default");
    *request.mutable_config()->mutable_workflow_execution_retention_ttl() =
        api::to_duration_message(retention);
    ASSERT_TRUE(ask(world_, &service::Service::update_namespace, request).ok());
  }

  void expect_arrived_once() {
    while (count(news_of(world_, "sender"), "ExternalWorkflowExecutionSignaled") == 0) world_.advance(500ms);
    EXPECT_EQ(news_of(world_, "stranger"), (Events{"WorkflowExecutionStarted", "WorkflowExecutionSignaled"}));
  }

  store::TemporaryFolder folder_;
  StoreFaults faults_;
  World world_{folder_.file("test.db"), options(), [this](std::unique_ptr<store::Store> store) {
                 return failing_store(std::move(store), faults_);
               }};
};

TEST_F(UnreadableReceiver, gets_the_message_when_it_can_be_read) {
  signal_in_vain();
  faults_.reads = false;
  expect_arrived_once();
}

TEST_F(UnreadableReceiver, gets_the_message_after_a_crash) {
  signal_in_vain();
  ASSERT_GT(world_.count(), 0);
  faults_.reads = false;
  world_.crash();
  expect_arrived_once();
}

TEST_F(UnreadableReceiver, hears_of_its_closed_parent_before_that_is_deleted) {
  ASSERT_TRUE(world_.start("parent").ok());
  auto child = start_child("child");
  child.mutable_start_child_workflow_execution_command_attributes()->set_cron_schedule("@every 1000h");
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {child}).ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {}).ok());
  while (world_.engine().metrics().resident_runs != 0) ASSERT_EQ(world_.count(), 2);
  ASSERT_TRUE(world_.signal("parent", "wake").ok());
  ASSERT_TRUE(world_.start("other").ok());
  (void)world_.poll_workflow_task();  // whose task is held stays in memory
  (void)world_.poll_workflow_task();
  faults_.reads = true;
  ASSERT_TRUE(world_.terminate("parent", "enough").ok());
  ASSERT_TRUE(world_.terminate("other", "enough").ok());
  keep_closed_for(24h);
  world_.advance(25h);
  while (world_.count("WorkflowId = 'other'") != 0) world_.advance(1min);
  EXPECT_EQ(world_.count("WorkflowId = 'parent'"), 1);
  faults_.reads = false;
  while (is_running(world_, "child")) world_.advance(500ms);
  EXPECT_EQ(news_of(world_, "child"), (Events{"WorkflowExecutionStarted", "WorkflowExecutionTerminated"}));
  while (world_.count("WorkflowId = 'parent'") != 0) world_.advance(1min);
}

class UnreadableChild : public UnreadableReceiver {
 protected:
  // The parent has closed, and cannot tell its child.
  void close_parent() {
    ASSERT_TRUE(world_.start("parent").ok());
    auto child = start_child("child");
    child.mutable_start_child_workflow_execution_command_attributes()->set_cron_schedule("@every 24h");
    ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {child}).ok());
    ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {}).ok());
    while (world_.engine().metrics().resident_runs != 0) ASSERT_EQ(world_.count(), 2);
    ASSERT_TRUE(world_.signal("parent", "wake").ok());
    (void)world_.poll_workflow_task();  // whose task is held stays in memory
    faults_.reads = true;
    ASSERT_TRUE(world_.terminate("parent", "enough").ok());
  }
};

// Derived rows hold the closed parent, so its rows would not be applied again; recovery must find it all the
// same.
TEST_F(UnreadableChild, is_treated_as_its_closed_parent_wants_after_a_crash) {
  close_parent();
  ASSERT_EQ(world_.count("ExecutionStatus = 'Terminated'"), 1);
  faults_.reads = false;
  world_.crash();
  while (is_running(world_, "child")) continue;
  EXPECT_EQ(news_of(world_, "child"), (Events{"WorkflowExecutionStarted", "WorkflowExecutionTerminated"}));
}

// The closed parent comes back because it has still something to say; the run that follows it needs nothing
// but its row in the file.
TEST_F(UnreadableChild, does_not_hide_the_newest_run_of_its_closed_parent_after_a_crash) {
  close_parent();
  const auto second = world_.start("parent");
  ASSERT_TRUE(second.ok());
  ASSERT_EQ(world_.count("ExecutionStatus = 'Running'"), 2);
  world_.crash();
  const auto blind = world_.start("parent");
  ASSERT_FALSE(blind.ok()) << "two open runs of one workflow";
  EXPECT_EQ(blind.error().message, "the disk does not answer");
  faults_.reads = false;
  EXPECT_EQ(world_.start("parent").error().code, Code::kAlreadyExists);
  EXPECT_EQ(world_.describe("parent")->workflow_execution_info().execution().run_id(), second->run_id());
}

}  // namespace
}  // namespace skald::tests
