#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bad_input/orders.h"
#include "tests/store/temporary_folder.h"

/// Inputs and types that the code cannot take: the task fails and says why; the run and the process go on.
namespace skald::bad_input {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class BadPayload : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  Engine engine_{folder_.file("test.db")};
  Client client_{engine_};
  Worker worker_{engine_, kQueue};

  BadPayload() {
    add_orders(worker_);
    worker_.start();
  }
};

struct Case {
  const char* name;
  const char* json;
  const char* failure;
};

TEST_F(BadPayload, fails_the_task_with_event_type_and_member) {
  const std::string where = "event 1, input of workflow hold: argument 1 of hold: ";
  const Case cases[] = {
      {"cut", R"({"id":"a")", "not JSON: it ends in the middle, at byte 9 of 9"},
      {"no_json", "id=a", "not JSON: syntax error, at byte 0 of 4"},
      {"no_object", "7", "Order: expected an object, found the number 7"},
      {"missing", R"({"id":"a"})", "quantity: missing"},
      {"wrong_type", R"({"id":"a","quantity":"two"})",
       "Order.quantity: expected an integer, found the string \"two\""},
      {"too_large", R"({"id":"a","quantity":99999999999})", "99999999999"},
      {"not_utf8", "{\"id\":\"caf\xe9\",\"quantity\":1}", "not JSON"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    start_with_json(engine_, each.name, each.json);
    const std::string failure = await_task_failure(client_, each.name);
    EXPECT_THAT(failure, AllOf(HasSubstr(where), HasSubstr(each.failure), HasSubstr("(SKALD3002)")))
        << failure;
    const WorkflowDescription found = client_.handle(each.name).describe();
    EXPECT_EQ(found.status, WorkflowStatus::kRunning);
    EXPECT_GT(found.pending_workflow_task->attempt, 1);
  }
  client_.start<hold>({.id = "good", .task_queue = kQueue}, Order{"good", 1});
  client_.handle("good").signal("go", 1);
  EXPECT_EQ(client_.handle<hold>("good").result(), "good");
}

TEST_F(BadPayload, an_unknown_type_is_accepted_and_its_task_says_what_is_registered) {
  client_.start<unheard_of>({.id = "order", .task_queue = kQueue}, Order{"a", 1});
  EXPECT_THAT(await_task_failure(client_, "order"),
              AllOf(HasSubstr("workflow type unheard_of is not registered on task queue orders"),
                    HasSubstr("registered: fail_in_latin1, hold, schedule_in_latin1 (SKALD3001)")));
}

}  // namespace
}  // namespace skald::bad_input
