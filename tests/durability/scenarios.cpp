#include "tests/durability/scenarios.h"

namespace skald::durability {
namespace {

using namespace std::chrono_literals;
using tests::complete_workflow;
using tests::continue_as_new;
using tests::schedule_activity;
using tests::start_child;
using tests::start_timer;

void activity(Diary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a")});
  diary.complete(diary.take_activity());
  diary.read("w");
  diary.decide({complete_workflow()});
  diary.result("w");
}

void retries(Diary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a")});
  diary.fail(diary.take_activity());
  diary.world().advance(1s);
  diary.fail(diary.take_activity());
  diary.world().advance(2s);
  diary.complete(diary.take_activity());
  diary.read("w");
}

void signals(Diary& diary) {
  diary.start("w");
  diary.signal("w", "first");
  const auto task = diary.world().poll_workflow_task();
  diary.signal("w", "buffered");
  diary.signal("w", "buffered-too");
  static_cast<void>(diary.world().complete(task, {start_timer("t", 1h)}));
  diary.signal("w", "last");
  diary.read("w");
}

void timers(Diary& diary) {
  diary.start("w");
  diary.read("w");
  diary.decide({start_timer("t", 30min), start_timer("u", 1h)});
  diary.world().restart();
  diary.world().advance(30min);
  diary.decide({});
  diary.read("w");
  diary.world().advance(30min);
  diary.decide({complete_workflow()});
  diary.result("w");
}

void new_runs(Diary& diary) {
  diary.start("w");
  diary.decide({continue_as_new()});
  diary.read("w");
  diary.decide({continue_as_new()});
  diary.read("w");
  diary.decide({complete_workflow()});
  diary.result("w");
}

void cancellation(Diary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a")});
  const auto task = diary.take_activity();
  diary.cancel("w");
  diary.decide({});
  diary.complete(task);
  diary.decide({complete_workflow()});
  diary.result("w");
}

void replacement(Diary& diary) {
  diary.start("w");
  diary.signal("w", "early");
  diary.start_instead("w");
  diary.terminate("w");
  diary.start("w");
  diary.read("w");
}

void lost_process(Diary& diary) {
  diary.start("w");
  diary.decide({schedule_activity("a"), schedule_activity("b")});
  diary.take_activity();
  diary.world().restart();
  diary.world().advance(1s);
  diary.complete(diary.take_activity());
  diary.complete(diary.take_activity());
  diary.read("w");
}

void many_at_once(Diary& diary) {
  for (const char* workflow : {"u", "v", "w"}) {
    diary.start(workflow);
    diary.decide({schedule_activity("a")});
  }
  for (int i = 0; i < 3; ++i) diary.complete(diary.take_activity());
  diary.list();
  for (int i = 0; i < 3; ++i) diary.decide({complete_workflow()});
  for (const char* workflow : {"u", "v", "w"}) diary.result(workflow);
  diary.list();
}

void folds(Diary& diary) {
  diary.start("w");
  for (int i = 0; i < 14; ++i) diary.signal("w", "signal-" + std::to_string(i));
  diary.list();
  diary.read("w");
  diary.world().restart();
  diary.signal("w", "after");
  diary.read("w");
}

void children(Diary& diary) {
  diary.start("w");
  diary.decide({start_child("c"), tests::signal_external("nobody")});
  diary.decide({});
  diary.read("w");
  diary.read("c");
  diary.decide({complete_workflow()});
  diary.result("c");
  diary.decide({complete_workflow()});
  diary.result("w");
  diary.list();
}

void orphans(Diary& diary) {
  diary.start("w");
  diary.decide({start_child("c")});
  diary.decide({});
  diary.read("c");
  diary.terminate("w");
  diary.result("c");
  diary.list();
}

}  // namespace

std::vector<Scenario> scenarios() {
  return {{"activity", activity},         {"retries", retries},
          {"signals", signals},           {"timers", timers},
          {"new_runs", new_runs},         {"cancellation", cancellation},
          {"replacement", replacement},   {"lost_process", lost_process},
          {"many_at_once", many_at_once}, {"folds", folds},
          {"children", children},         {"orphans", orphans}};
}

runtime::Options busy_engine() {
  runtime::Options options;
  options.fold_rows = 4;
  options.derived_age = std::chrono::milliseconds(1);
  return options;
}

store::Options busy_file(const std::string& path, const char* vfs) {
  return {
      .path = path, .vfs = vfs, .passive_checkpoint_bytes = 100 << 10, .restart_checkpoint_bytes = 200 << 10};
}

}  // namespace skald::durability
