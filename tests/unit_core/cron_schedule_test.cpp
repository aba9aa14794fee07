#include "engine/core/cron_schedule.h"

#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

std::string text(Time time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char buffer[32];
  std::strftime(buffer, sizeof buffer, "%a %Y-%m-%d %H:%M:%S", &parts);
  return buffer;
}

Time at(int year, int month, int day, Duration of_day = {}) {
  return Time(std::chrono::sys_days{std::chrono::year{year} / month / day}) + of_day;
}

std::string next(const char* schedule, Time after) {
  const auto parsed = CronSchedule::parse(schedule);
  if (!parsed) return "no schedule";
  const auto found = parsed->next(after);
  return found ? text(*found) : "never";
}

struct NextCase {
  const char* schedule;
  Time after;
  const char* expected;
};

class NextTime : public testing::TestWithParam<NextCase> {};

TEST_P(NextTime, is_the_first_that_fits) {
  EXPECT_EQ(next(GetParam().schedule, GetParam().after), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    CronSchedule, NextTime,
    testing::Values(NextCase{"* * * * *", at(2026, 1, 1, 30s), "Thu 2026-01-01 00:01:00"},
                    NextCase{"* * * * *", at(2026, 1, 1), "Thu 2026-01-01 00:01:00"},
                    NextCase{"*/15 * * * *", at(2026, 1, 1, 59min), "Thu 2026-01-01 01:00:00"},
                    NextCase{"5/20 9-17 * * *", at(2026, 1, 1, 17h + 46min), "Fri 2026-01-02 09:05:00"},
                    NextCase{"0 12 * * mon-fri", at(2026, 1, 2, 12h), "Mon 2026-01-05 12:00:00"},
                    NextCase{"30 4 1,15 * *", at(2026, 1, 2), "Thu 2026-01-15 04:30:00"},
                    NextCase{"0 0 29 2 *", at(2026, 3, 1), "Tue 2028-02-29 00:00:00"},
                    NextCase{"0 0 30 2 *", at(2026, 1, 1), "never"},
                    // Either day is enough if both are given.
                    NextCase{"0 0 13 * fri", at(2026, 1, 1), "Fri 2026-01-02 00:00:00"},
                    NextCase{"0 0 13 * fri", at(2026, 1, 9), "Tue 2026-01-13 00:00:00"},
                    NextCase{"0 0 */2 * fri", at(2026, 1, 1), "Fri 2026-01-02 00:00:00"},
                    NextCase{"0 0 * JAN-MAR SUN", at(2026, 3, 30), "Sun 2027-01-03 00:00:00"},
                    NextCase{"@hourly", at(2026, 1, 1, 1min), "Thu 2026-01-01 01:00:00"},
                    NextCase{"@daily", at(2026, 1, 1, 1min), "Fri 2026-01-02 00:00:00"},
                    NextCase{"@weekly", at(2026, 1, 1), "Sun 2026-01-04 00:00:00"},
                    NextCase{"@monthly", at(2026, 1, 1), "Sun 2026-02-01 00:00:00"},
                    NextCase{"@yearly", at(2026, 1, 1), "Fri 2027-01-01 00:00:00"},
                    NextCase{"@every 90m", at(2026, 1, 1, 1500ms), "Thu 2026-01-01 01:30:01"},
                    NextCase{"@every 10ms", at(2026, 1, 1), "Thu 2026-01-01 00:00:01"}));

INSTANTIATE_TEST_SUITE_P(
    CronScheduleInAZone, NextTime,
    testing::Values(
        NextCase{"CRON_TZ=UTC 0 12 * * *", at(2026, 7, 1), "Wed 2026-07-01 12:00:00"},
        NextCase{"CRON_TZ=Europe/Berlin 0 12 * * *", at(2026, 7, 1), "Wed 2026-07-01 10:00:00"},
        NextCase{"TZ=Europe/Berlin 0 12 * * *", at(2026, 12, 1), "Tue 2026-12-01 11:00:00"},
        NextCase{"CRON_TZ=America/New_York @daily", at(2026, 1, 1), "Thu 2026-01-01 05:00:00"},
        // The hour that is left out in spring has no run; the one that comes twice has two.
        NextCase{"CRON_TZ=Europe/Berlin 30 2 * * *", at(2026, 3, 28, 12h), "Mon 2026-03-30 00:30:00"},
        NextCase{"CRON_TZ=Europe/Berlin 30 2 * * *", at(2026, 10, 24, 12h), "Sun 2026-10-25 00:30:00"},
        NextCase{"CRON_TZ=Europe/Berlin 30 2 * * *", at(2026, 10, 25, 1h), "Sun 2026-10-25 01:30:00"},
        // Beyond the table of the zone, where its rule holds.
        NextCase{"CRON_TZ=Europe/Berlin 0 12 * * *", at(2060, 7, 1), "Thu 2060-07-01 10:00:00"},
        NextCase{"CRON_TZ=Australia/Sydney 0 12 * * *", at(2060, 1, 10), "Sat 2060-01-10 01:00:00"}));

TEST(CronSchedule, refuses_what_is_none) {
  for (const char* wrong : {"",
                            "nonsense",
                            "* * * *",
                            "* * * * * *",
                            "60 * * * *",
                            "* 24 * * *",
                            "* * 0 * *",
                            "* * 32 * *",
                            "* * * 13 *",
                            "* * * * 7",
                            "*/0 * * * *",
                            "5-1 * * * *",
                            "1-2-3 * * * *",
                            "1/2/3 * * * *",
                            "-1 * * * *",
                            "a-b * * * *",
                            "0 0 L * *",
                            "@every",
                            "@every x",
                            "@never",
                            "@Hourly",
                            "CRON_TZ=UTC",
                            "CRON_TZ=Nowhere/Land * * * * *",
                            "CRON_TZ=../../etc/passwd * * * * *"}) {
    EXPECT_FALSE(CronSchedule::parse(wrong).has_value()) << wrong;
  }
}

TEST(CronSchedule, missed_runs_are_not_made_up_for) {
  const Time scheduled = at(2026, 1, 1);
  EXPECT_EQ(cron_backoff("@every 10s", scheduled, scheduled + 3s), 7s);
  EXPECT_EQ(cron_backoff("@every 10s", scheduled, scheduled + 34s), 6s);
  EXPECT_EQ(cron_backoff("0 * * * *", scheduled, scheduled + 3h + 20min), 40min);
}

TEST(CronSchedule, waits_for_whole_seconds) {
  EXPECT_EQ(cron_backoff("@every 10s", at(2026, 1, 1), at(2026, 1, 1, 3200ms)), 7s);
}

TEST(CronSchedule, a_run_that_ends_before_its_time_leaves_that_time_to_the_next) {
  EXPECT_EQ(cron_backoff("@hourly", at(2026, 1, 1, 1h), at(2026, 1, 1, 30min)), 30min);
}

Story::StartRequest with_cron(const char* schedule) {
  Story::StartRequest request = Story::start_request();
  request.set_cron_schedule(schedule);
  return request;
}

const auto& started(const Transition& first) {
  return first.events(0).workflow_execution_started_event_attributes();
}

TEST(CronRun, waits_for_its_time_and_carries_the_result) {
  Story run(with_cron("@every 60s"));
  EXPECT_EQ(run.story(), "1 WorkflowExecutionStarted");
  run.advance(60s);
  const CompletedWorkflowTask completed = run.run_task({complete("first")});
  ASSERT_TRUE(completed.next.has_value());
  const auto& next = started(completed.next->transition);
  EXPECT_EQ(next.initiator(), enums::CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE);
  EXPECT_EQ(api::to_duration(next.first_workflow_task_backoff()), 60s);
  EXPECT_EQ(text_of(next.last_completion_result()), "first");
  EXPECT_EQ(next.cron_schedule(), "@every 60s");
  EXPECT_EQ(run.last().workflow_execution_completed_event_attributes().new_execution_run_id(), "run-2");
}

TEST(CronRun, a_failed_run_keeps_the_result_of_the_one_before) {
  Story run(with_cron("@every 60s"));
  run.advance(60s);
  const CompletedWorkflowTask first = run.run_task({complete("first")});
  Story second(first.next->transition, run);
  second.advance(60s);
  const CompletedWorkflowTask failed = second.run_task({fail(application_failure("T"))});
  ASSERT_TRUE(failed.next.has_value());
  const auto& third = started(failed.next->transition);
  EXPECT_EQ(text_of(third.last_completion_result()), "first");
  EXPECT_EQ(third.continued_failure().application_failure_info().type(), "T");
  EXPECT_EQ(third.attempt(), 1);
}

TEST(CronRun, cancelling_ends_the_schedule) {
  Story run(with_cron("@every 60s"));
  run.advance(60s);
  EXPECT_FALSE(run.run_task({cancel()}).next.has_value());
}

TEST(CronRun, a_schedule_without_a_further_time_ends) {
  Story run(with_cron("0 0 30 2 *"));
  EXPECT_FALSE(run.run_task({complete()}).next.has_value());
}

}  // namespace
}  // namespace skald::core::test
