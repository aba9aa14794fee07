#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit_dsl/fake_run.h"

namespace skald::tests {

struct Order {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

std::string reserve(const Order& order);
void release(const std::string& reservation);
std::string charge(const Order& order);
void refund(const Order& order);
std::string ship(const Order& order, const std::string& reservation);
std::string echo(std::string text);
void unecho(std::string text);
void open_gate();
void close_gate();

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class SagaTest : public testing::Test {
 protected:
  SagaTest() {
    run_.succeeds("reserve", std::string("r-1"));
    run_.succeeds("charge", std::string("p-1"));
    run_.succeeds("ship", std::string("t-1"));
    run_.succeeds("echo", std::string("echoed"));
  }

  std::string place(SagaOptions options = {.start_to_close = 5s}) {
    return saga(std::move(options), [&](Saga& saga) {
      const auto reservation = saga.step<reserve, release>(order_);
      const auto payment = saga.step<charge, refund>(order_);
      return payment + " " + saga.step<ship>(order_, reservation);
    });
  }

  FakeRun run_;
  Order order_{"o-1"};
};

TEST_F(SagaTest, a_saga_that_succeeds_undoes_nothing) {
  EXPECT_EQ(place(), "p-1 t-1");
  EXPECT_THAT(run_.calls, ElementsAre(R"(reserve({"id":"o-1"}))", R"(charge({"id":"o-1"}))",
                                      R"(ship({"id":"o-1"},"r-1"))"));
}

TEST_F(SagaTest, compensations_run_in_reverse_and_shielded_and_the_error_goes_on) {
  run_.fails("ship", "no truck");
  try {
    place();
    FAIL() << "the saga did not fail";
  } catch (const ActivityError& error) {
    EXPECT_EQ(error.chain(), "activity ship failed: no truck");
  }
  EXPECT_THAT(run_.calls,
              ElementsAre(R"(reserve({"id":"o-1"}))", R"(charge({"id":"o-1"}))",
                          R"(ship({"id":"o-1"},"r-1"))", R"(shielded refund({"id":"o-1"}) undoing charge#2)",
                          R"(shielded release("r-1") undoing reserve#1)"));
}

TEST_F(SagaTest, an_action_of_unknown_outcome_is_undone_by_its_arguments) {
  run_.times_out("charge");
  EXPECT_THROW(place(), ActivityError);
  EXPECT_THAT(run_.calls, ElementsAre(R"(reserve({"id":"o-1"}))", R"(charge({"id":"o-1"}))",
                                      R"(shielded refund({"id":"o-1"}) undoing charge#2 of unknown outcome)",
                                      R"(shielded release("r-1") undoing reserve#1)"));
}

TEST_F(SagaTest, an_action_of_unknown_outcome_is_not_undone_by_a_result_that_never_came) {
  run_.times_out("reserve");
  EXPECT_THROW(place(), ActivityError);
  EXPECT_THAT(run_.calls, ElementsAre(R"(reserve({"id":"o-1"}))"));
}

TEST_F(SagaTest, an_action_that_said_no_is_undone_by_its_arguments_with_its_outcome_known) {
  run_.fails("charge", "declined");
  EXPECT_THROW(place(), ActivityError);
  EXPECT_THAT(run_.calls, ElementsAre(R"(reserve({"id":"o-1"}))", R"(charge({"id":"o-1"}))",
                                      R"(shielded refund({"id":"o-1"}) undoing charge#2)",
                                      R"(shielded release("r-1") undoing reserve#1)"));
}

TEST_F(SagaTest, a_cancellation_starts_compensations) {
  run_.is_cancelled("ship");
  EXPECT_THROW(place(), CancelledError);
  EXPECT_EQ(run_.calls.size(), 5U);
}

TEST_F(SagaTest, what_is_no_workflow_error_undoes_nothing) {
  const auto body = [&](Saga& saga) {
    saga.step<reserve, release>(order_);
    throw std::out_of_range("a bug");
  };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), std::out_of_range);
  EXPECT_THAT(run_.calls, ElementsAre(R"(reserve({"id":"o-1"}))"));
}

TEST_F(SagaTest, an_eviction_undoes_nothing) {
  struct Evicted {};
  const auto body = [&](Saga& saga) {
    saga.step<reserve, release>(order_);
    throw Evicted();
  };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), Evicted);
  EXPECT_EQ(run_.calls.size(), 1U);
}

TEST_F(SagaTest, an_error_that_the_author_throws_starts_compensations) {
  const auto body = [&](Saga& saga) {
    saga.step<reserve, release>(order_);
    throw ApplicationError("too late", {.type = "TooLate"});
  };
  try {
    saga({.start_to_close = 5s}, body);
    FAIL() << "the saga did not fail";
  } catch (const ApplicationError& error) {
    EXPECT_EQ(error.type(), "TooLate");
  }
  EXPECT_THAT(run_.calls,
              ElementsAre(R"(reserve({"id":"o-1"}))", R"(shielded release("r-1") undoing reserve#1)"));
}

TEST_F(SagaTest, a_compensation_that_fails_for_good_stops_no_other_and_is_in_the_final_error) {
  run_.fails("ship", "no truck");
  run_.fails("refund", "bank closed");
  run_.fails("release", "no such reservation");
  try {
    place();
    FAIL() << "the saga did not fail";
  } catch (const CompensationError& error) {
    EXPECT_STREQ(error.what(),
                 "2 compensations failed: refund: activity refund failed: bank closed; "
                 "release: activity release failed: no such reservation");
    ASSERT_NE(error.cause(), nullptr);
    EXPECT_EQ(error.cause()->chain(), "activity ship failed: no truck");
    EXPECT_NE(dynamic_cast<const ActivityError*>(error.cause().get()), nullptr);
    ASSERT_EQ(error.failures().size(), 2U);
    EXPECT_EQ(error.failures()[0].compensation, "refund");
    EXPECT_EQ(error.failures()[0].error->root_cause().what(), std::string("bank closed"));
    EXPECT_EQ(error.type(), "CompensationError");
    EXPECT_TRUE(error.non_retryable());
  }
  EXPECT_EQ(run_.calls.size(), 5U);
}

TEST_F(SagaTest, one_failed_compensation_is_named_alone) {
  run_.fails("charge", "declined");
  run_.times_out("refund");
  try {
    place();
    FAIL() << "the saga did not fail";
  } catch (const CompensationError& error) {
    EXPECT_STREQ(error.what(), "a compensation failed: refund: activity refund failed: timed out");
  }
}

TEST_F(SagaTest, the_author_says_which_form_where_types_fit_both) {
  run_.fails("ship", "no truck");
  const auto body = [&](Saga& saga) {
    saga.step<echo, with_result<unecho>>("in");
    saga.step<echo, with_arguments<unecho>>("in");
    saga.step<ship>(order_, "r");
  };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), ActivityError);
  EXPECT_EQ(run_.calls[3], R"(shielded unecho("in") undoing echo#2)");
  EXPECT_EQ(run_.calls[4], R"(shielded unecho("echoed") undoing echo#1)");
}

TEST_F(SagaTest, a_void_action_without_arguments_has_a_compensation_without_arguments) {
  run_.times_out("open_gate");
  const auto body = [&](Saga& saga) { saga.step<open_gate, close_gate>(); };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), ActivityError);
  EXPECT_THAT(run_.calls,
              ElementsAre("open_gate()", "shielded close_gate() undoing open_gate#1 of unknown outcome"));
}

TEST_F(SagaTest, compensations_have_the_default_retries_and_the_steps_time) {
  run_.fails("ship", "no truck");
  EXPECT_THROW(place({.task_queue = "warehouse", .start_to_close = 5s, .retry = {.maximum_attempts = 3}}),
               ActivityError);
  EXPECT_EQ(run_.activities[0].options.retry.maximum_attempts, 3);
  const auto& options = run_.activities[3].options;
  EXPECT_EQ(options.retry.maximum_attempts, 0);
  EXPECT_EQ(options.start_to_close, Duration(5s));
  EXPECT_EQ(options.schedule_to_close, Duration(0));
  EXPECT_EQ(options.task_queue, "warehouse");
}

TEST_F(SagaTest, compensations_take_the_options_that_are_given_for_them) {
  run_.fails("ship", "no truck");
  EXPECT_THROW(place({.start_to_close = 5s,
                      .compensation = {.start_to_close = 1min, .retry = {.maximum_attempts = 9}}}),
               ActivityError);
  EXPECT_EQ(run_.activities[3].options.start_to_close, Duration(1min));
  EXPECT_EQ(run_.activities[3].options.retry.maximum_attempts, 9);
}

TEST_F(SagaTest, a_limit_for_all_attempts_of_a_step_limits_one_attempt_of_its_compensation) {
  run_.fails("ship", "no truck");
  EXPECT_THROW(place({.schedule_to_close = 7s}), ActivityError);
  EXPECT_EQ(run_.activities[3].options.schedule_to_close, Duration(0));
  EXPECT_EQ(run_.activities[3].options.start_to_close, Duration(7s));
}

TEST_F(SagaTest, one_step_may_have_other_options) {
  const auto body = [&](Saga& saga) { saga.with({.start_to_close = 9s}).step<reserve, release>(order_); };
  saga({.start_to_close = 5s}, body);
  EXPECT_EQ(run_.activities[0].options.start_to_close, Duration(9s));
}

TEST_F(SagaTest, a_compensation_is_called_from_the_line_of_its_step) {
  run_.fails("charge", "declined");
  EXPECT_THROW(place(), ActivityError);
  EXPECT_EQ(run_.activities[2].site.line(), run_.activities[1].site.line());
  EXPECT_EQ(run_.activities[0].site.line() + 1, run_.activities[1].site.line());
}

TEST_F(SagaTest, continue_as_new_after_a_step_is_refused) {
  const auto body = [&](Saga& saga) {
    saga.step<reserve, release>(order_);
    throw continue_as_new<charge>(order_);
  };
  try {
    saga({.start_to_close = 5s}, body);
    FAIL() << "the saga let it pass";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "continue-as-new inside a saga of which 1 step is done: the next run could not undo them. "
                 "Leave the saga first");
  }
  EXPECT_EQ(run_.calls.size(), 1U);
}

TEST_F(SagaTest, continue_as_new_before_any_step_passes) {
  const auto body = [&](Saga&) { throw continue_as_new<charge>(order_); };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), ContinueAsNew);
  EXPECT_THAT(run_.calls, IsEmpty());
}

TEST_F(SagaTest, a_nested_saga_undoes_itself_before_the_outer_one) {
  run_.fails("ship", "no truck");
  const auto body = [&](Saga& outer) {
    outer.step<reserve, release>(order_);
    saga({.start_to_close = 1s}, [&](Saga& inner) {
      inner.step<charge, refund>(order_);
      inner.step<ship>(order_, "r");
    });
  };
  EXPECT_THROW(saga({.start_to_close = 5s}, body), ActivityError);
  EXPECT_EQ(run_.calls[3], R"(shielded refund({"id":"o-1"}) undoing charge#2)");
  EXPECT_EQ(run_.calls[4], R"(shielded release("r-1") undoing reserve#1)");
}

}  // namespace
}  // namespace skald::tests
