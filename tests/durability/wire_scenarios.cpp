#include "tests/durability/wire_scenarios.h"

namespace skald::durability {
namespace {

using namespace std::chrono_literals;
using tests::complete_workflow;
using tests::continue_as_new;
using tests::schedule_activity;
using tests::start_timer;
using Says = WireDiary::Says;
using Until = WireDiary::Until;

void activities(WireDiary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a")});
  const auto task = diary.take_activity();
  diary.beat(task, 1);
  diary.beat(task, 2);
  diary.complete(task);
  diary.read("w");
  diary.decide({complete_workflow()});
  diary.result("w");
}

void retries(WireDiary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a")});
  diary.fail(diary.take_activity());
  diary.world().advance(1s);
  diary.fail(diary.take_activity());
  diary.world().advance(2s);
  diary.complete(diary.take_activity());
  diary.read("w");
}

void messages(WireDiary& diary) {
  diary.start("w");
  diary.signal("w", "first");
  const auto task = diary.take_task();
  diary.signal("w", "buffered");
  const auto next = diary.complete_and_take(task, {start_timer("t", 1h)});
  diary.signal_with_start("w", "buffered-too");
  diary.cancel("w");
  diary.complete(next, {});
  diary.read("w");
  diary.signal_with_start("v", "begins");
  diary.terminate("v");
  diary.read("v");
}

void updates(WireDiary& diary) {
  diary.start("w");
  diary.decide({start_timer("t", 1h)});
  const auto first = diary.update("w", "u", Until::kAccepted);
  diary.answer_update(diary.take_task(), "u", Says::kAccepted);
  first->wait();
  diary.read("w");
  const auto completed = diary.update("w", "u", Until::kCompleted);
  diary.signal("w", "wake");
  diary.answer_update(diary.take_task(), "u", Says::kCompleted);
  completed->wait();
  diary.read("w");
}

void many_at_once(WireDiary& diary) {
  diary.start_many({"s", "t", "u", "v", "w"});
  for (int i = 0; i < 5; ++i) diary.decide({schedule_activity("a")});
  for (int i = 0; i < 5; ++i) diary.complete(diary.take_activity());
  for (int i = 0; i < 5; ++i) diary.decide({complete_workflow()});
  diary.result("s");
  diary.read("w");
}

void new_runs_and_folds(WireDiary& diary) {
  diary.register_namespace("elsewhere", "mine");
  diary.start("w");
  for (int i = 0; i < 6; ++i) diary.signal("w", "signal-" + std::to_string(i));
  diary.read("w");
  diary.decide({continue_as_new()});
  const auto task = diary.take_task();
  diary.complete(task, {complete_workflow()});
  diary.register_namespace("elsewhere-too", "yours");
}

}  // namespace

std::vector<WireScenario> wire_scenarios() {
  return {{"activities", activities},     {"retries", retries},
          {"messages", messages},         {"updates", updates},
          {"many_at_once", many_at_once}, {"new_runs_and_folds", new_runs_and_folds}};
}

}  // namespace skald::durability
