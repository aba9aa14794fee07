#include "tools/cli/workflow_describe.h"

#include <cstdio>
#include <memory>

#include "engine/api/time.h"
#include "engine/service/execution_info.h"
#include "tools/cli/remote_description.h"
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
  TargetOptions target;
  RunOptions run;
  std::size_t width = standard_output().width;
};

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
  std::string text = labelled_line(
      "workflow task", "attempt " + std::to_string(task.attempt()) + (next_try.empty() ? stage : next_try));
  if (task.attempt() > 1 && state.has_last_workflow_task_failure()) {
    text += labelled_line("last failure", history::failure_text(state.last_workflow_task_failure()));
  }
  const std::string standstill = standstill_text(state, now);
  if (task.attempt() <= 1 && !standstill.empty()) text += labelled_line("stands still", standstill);
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
  if (options.target.is_remote()) {
    return describe_remote(options.target, run_name(options.target, options.run), options.width);
  }
  auto view = OfflineView::open(options.target.file);
  if (!view) return fail(view.error());
  auto found = view->find(run_name(options.target, options.run));
  if (!found) return fail(found.error());
  const Time now = Clock::system().now();
  const RunInfo info = service::execution_info(found->visibility);
  if (options.target.json) {
    auto description = service::describe(found->state, now);
    *description.mutable_workflow_execution_info() = info;
    std::fputs(history::message_to_json(description).c_str(), stdout);
    return ExitCode::kOk;
  }
  std::string text = facts_text(info, now);
  if (found->state.cancel_requested()) text += labelled_line("cancel", "requested");
  if (!found->is_closed()) {
    text += workflow_task(found->state, now) + activities(found->state, options, now) +
            timers(found->state, options, now);
  }
  std::fputs(text.c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_describe(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax =
      workflow.command("describe", "What a workflow is, what it waits for, and why it stands still");
  add_target_options(syntax, options->target);
  add_run_options(syntax, options->run);
  add_width_option(syntax, options->width);
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
