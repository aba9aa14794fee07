#include "tools/cli/workflow_describe.h"

#include <cstdio>
#include <memory>

#include "engine/api/time.h"
#include "engine/service/execution_info.h"
#include "tools/cli/run_text.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"
#include "tools/history/payload_text.h"
#include "tools/history/time_text.h"
#include "workers/task_failure_reports.h"

namespace skald::cli {

namespace {

using internal::v1::ActivityState;
using internal::v1::TimerState;
using internal::v1::WorkflowTaskState;

struct Options {
  DatabaseOptions database;
  RunOptions run;
  std::size_t width = standard_output().width;
};

/// "in 3 s" or "12 s ago".
std::string distance_text(Time time, Time now) {
  return time > now ? "in " + history::duration_text(time - now)
                    : history::duration_text(now - time) + " ago";
}

std::string line(const char* label, const std::string& text) {
  return text.empty() ? "" : history::pad_right(label, 16) + text + "\n";
}

std::string facts(const StoredRun& run, Time now) {
  const store::Visibility& row = run.visibility;
  std::string text = line("workflow id", history::printable(row.workflow_id)) + line("run id", row.run_id) +
                     line("type", history::printable(row.workflow_type)) +
                     line("status", status_cell(row).text) +
                     line("task queue", history::printable(row.task_queue)) +
                     line("started", stored_moment(row.start_time)) + line("lasted", lasted_text(row, now));
  if (run.is_closed()) text += line("closed", stored_moment(row.close_time));
  text += line("history", std::to_string(row.history_length) + " events, " +
                              std::to_string(row.history_size_bytes) + " bytes");
  if (run.state.cancel_requested()) text += line("cancel", "requested");
  return text;
}

/// When a worker in the engine's process, which holds back its reports of failure, tries a failing task
/// again.
std::string next_try_text(const WorkflowTaskState& task, Time now) {
  const Time next = api::to_time(task.scheduled_time()) + workers::report_delay(task.attempt());
  return next > now ? ", next try " + distance_text(next, now) : "";
}

std::string workflow_task(const core::RunState& state, Time now) {
  const WorkflowTaskState& task = state.workflow_task();
  if (task.stage() == WorkflowTaskState::STAGE_NONE) return "";
  const bool started = task.stage() == WorkflowTaskState::STAGE_STARTED;
  const Time since = api::to_time(started ? task.started_time() : task.scheduled_time());
  const std::string next_try = started ? "" : next_try_text(task, now);
  const std::string stage = (started ? ", started " : ", ready ") + distance_text(since, now);
  std::string text = line(
      "workflow task", "attempt " + std::to_string(task.attempt()) + (next_try.empty() ? stage : next_try));
  if (task.attempt() > 1 && state.has_last_workflow_task_failure()) {
    text += line("last failure", history::failure_text(state.last_workflow_task_failure()));
  }
  const std::string standstill = standstill_text(state, now);
  if (task.attempt() <= 1 && !standstill.empty()) text += line("stands still", standstill);
  return text;
}

std::string activity_stage(const ActivityState& activity, Time now) {
  if (activity.has_started_time())
    return "running since " + history::duration_text(now - api::to_time(activity.started_time()));
  const Time next = api::to_time(activity.attempt_time());
  return next > now ? "next try " + distance_text(next, now) : "waits for a worker";
}

std::string activities(const core::RunState& state, const Options& options, Time now) {
  if (state.activities().empty()) return "";
  std::map<std::int64_t, const ActivityState*> in_order;
  for (const auto& [id, activity] : state.activities()) in_order.emplace(id, &activity);
  std::vector<std::vector<Cell>> rows;
  for (const auto& [id, activity] : in_order) {
    const std::string failure =
        activity->has_last_failure() ? history::failure_text(activity->last_failure()) : "";
    rows.push_back({{history::printable(activity->scheduled().activity_id())},
                    {history::printable(activity->scheduled().activity_type().name())},
                    {std::to_string(activity->attempt())},
                    {activity_stage(*activity, now)},
                    {failure, history::Colour::kRed}});
  }
  return "\n" +
         table({{"activity", 8}, {"type", 12}, {"attempt", 7, true}, {"stage", 12}, {"last failure", 12}},
               rows, options.width, standard_output().colours);
}

std::string timers(const core::RunState& state, const Options& options, Time now) {
  if (state.timers().empty()) return "";
  std::map<std::int64_t, const TimerState*> in_order;
  for (const auto& [id, timer] : state.timers()) in_order.emplace(timer.started_event_id(), &timer);
  std::vector<std::vector<Cell>> rows;
  for (const auto& [event, timer] : in_order) {
    rows.push_back(
        {{history::printable(timer->timer_id())}, {distance_text(api::to_time(timer->fire_time()), now)}});
  }
  return "\n" + table({{"timer", 8}, {"fires", 8}}, rows, options.width, standard_output().colours);
}

ExitCode run(const Options& options) {
  auto view = OfflineView::open(options.database.file);
  if (!view) return fail(view.error());
  auto found = view->find(run_name(options.database, options.run));
  if (!found) return fail(found.error());
  const Time now = Clock::system().now();
  if (options.database.json) {
    auto description = service::describe(found->state, now);
    *description.mutable_workflow_execution_info() = service::execution_info(found->visibility);
    std::fputs(history::message_to_json(description).c_str(), stdout);
    return ExitCode::kOk;
  }
  std::string text = facts(*found, now);
  if (!found->is_closed()) {
    text += workflow_task(found->state, now) + activities(found->state, options, now) +
            timers(found->state, options, now);
  }
  std::fputs(text.c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_describe(CLI::App& workflow, Command& command) {
  auto options = std::make_shared<Options>();
  CLI::App* app =
      workflow.add_subcommand("describe", "What a workflow is, what it waits for, and why it stands still");
  add_database_options(*app, options->database);
  add_run_options(*app, options->run);
  add_width_option(*app, options->width);
  app->callback([options, &command] { command = [options] { return run(*options); }; });
}

}  // namespace skald::cli
