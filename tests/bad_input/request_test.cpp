#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bad_input/orders.h"
#include "tests/store/temporary_folder.h"

/// Requests that no run may come to harm by.
namespace skald::bad_input {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class BadRequest : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  std::optional<Engine> engine_{std::in_place, folder_.file("test.db")};

  Client client() { return Client(*engine_); }
  template <class Call>
  std::string refusal(Call call, ClientErrorCode code = ClientErrorCode::kInvalidArgument) {
    try {
      call();
    } catch (const ClientError& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
  }
  std::string refused_start(StartOptions options, Order order = {"1", 1}) {
    options.task_queue = kQueue;
    return refusal([&] { client().start<hold>(std::move(options), order); });
  }
};

TEST_F(BadRequest, a_workflow_id_of_two_megabytes_is_refused_with_both_lengths_and_is_nobodys) {
  const std::string refused = refused_start({.id = std::string(2 << 20, 'x')});
  EXPECT_THAT(refused, HasSubstr("(2097152/1000)"));
  EXPECT_LT(refused.size(), 300u);
  const auto handle = client().handle(std::string(2 << 20, 'x'));
  EXPECT_LT(refusal([&] { handle.describe(); }, ClientErrorCode::kNotFound).size(), 3'000u);
  EXPECT_LT(refusal([&] { handle.cancel(); }, ClientErrorCode::kNotFound).size(), 3'000u);
}

TEST_F(BadRequest, an_input_above_two_megabytes_is_refused_with_its_size) {
  const std::string refused = refused_start({.id = "large"}, {std::string(3 << 20, 'x'), 1});
  EXPECT_THAT(refused,
              testing::MatchesRegex(
                  "start workflow large with an input of 31457.. bytes: Blob data size exceeds limit.*"));
}

TEST_F(BadRequest, text_that_is_not_utf8_is_refused_with_its_field) {
  EXPECT_EQ(refused_start({.id = "caf\xe9"}),
            "start workflow caf\xEF\xBF\xBD: SKALD2001: workflow_id is not UTF-8");
  EXPECT_THAT(refused_start({.memo = {{"caf\xe9", Payload{}}}}),
              HasSubstr("SKALD2001: memo.fields is not UTF-8"));
  client().start<hold>({.id = "order", .task_queue = kQueue}, Order{"1", 1});
  const auto order = client().handle("order");
  EXPECT_THAT(refusal([&] { order.signal("caf\xe9", 1); }), HasSubstr("SKALD2001: signal_name is not UTF-8"));
  EXPECT_THAT(refusal([&] { order.terminate("caf\xe9"); }), HasSubstr("SKALD2001: reason is not UTF-8"));
}

TEST_F(BadRequest, what_was_refused_left_nothing_behind_and_the_rest_goes_on_after_a_restart) {
  refused_start({.id = "caf\xe9"});
  client().start<hold>({.id = "order", .task_queue = kQueue}, Order{"1", 1});
  engine_.reset();
  engine_.emplace(folder_.file("test.db"));
  EXPECT_EQ(engine_->metrics().quarantined_runs, 0u);
  Worker worker(*engine_, kQueue);
  add_orders(worker);
  worker.start();
  client().handle("order").signal("go", 1);
  EXPECT_EQ(client().handle<hold>("order").result(), "1");
}

TEST_F(BadRequest, an_argument_that_json_cannot_say_is_refused_where_it_is_sent) {
  try {
    client().start<hold>({.id = "order", .task_queue = kQueue}, Order{"caf\xe9", 1});
    FAIL() << "it was sent";
  } catch (const PayloadError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("id"), HasSubstr("is not UTF-8"))) << error.what();
  }
}

TEST_F(BadRequest, a_failure_in_another_encoding_fails_the_workflow_in_readable_text) {
  Worker worker(*engine_, kQueue);
  add_orders(worker);
  worker.start();
  const auto handle = client().start<fail_in_latin1>({.task_queue = kQueue}, Order{"1", 1});
  EXPECT_THROW(handle.result(), WorkflowFailedError);
  EXPECT_THAT(handle.history_json(),
              AllOf(HasSubstr("order 1 is refus\xEF\xBF\xBD"), HasSubstr("Refus\xEF\xBF\xBD")));
}

TEST_F(BadRequest, a_worker_whose_names_are_not_utf8_is_refused) {
  EXPECT_THROW(Worker(*engine_, "caf\xe9"), UsageError);
  EXPECT_THROW(Worker(*engine_, kQueue, {.identity = "caf\xe9"}), UsageError);
}

TEST_F(BadRequest, a_command_with_text_that_is_not_utf8_fails_the_task_and_names_the_field) {
  Worker worker(*engine_, kQueue);
  add_orders(worker);
  worker.start();
  client().start<schedule_in_latin1>({.id = "order", .task_queue = kQueue}, Order{"1", 1});
  EXPECT_THAT(
      await_task_failure(client(), "order"),
      HasSubstr("not UTF-8: commands[0].schedule_activity_task_command_attributes.activity_id (SKALD3003)"));
}

}  // namespace
}  // namespace skald::bad_input
