#include "tools/cli/remote_description.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <cstdio>

#include "engine/api/time.h"
#include "tools/cli/remote_runs.h"
#include "tools/cli/run_text.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/enum_spelling.h"
#include "tools/history/history_json.h"
#include "tools/history/payload_text.h"
#include "tools/history/time_text.h"

namespace skald::cli {
namespace {

namespace enums = temporal::api::enums::v1;
namespace workflow = temporal::api::workflow::v1;
using Description = RemoteRuns::Description;

std::string workflow_task(const Description& description, Time now) {
  if (!description.has_pending_workflow_task()) return "";
  const workflow::PendingWorkflowTaskInfo& task = description.pending_workflow_task();
  const bool started = task.state() == enums::PENDING_WORKFLOW_TASK_STATE_STARTED;
  const Time since = api::to_time(started ? task.started_time() : task.scheduled_time());
  return labelled_line("workflow task", "attempt " + std::to_string(task.attempt()) +
                                            (started ? ", started " : ", ready ") +
                                            distance_text(since, now));
}

std::string stage_of(const workflow::PendingActivityInfo& activity, Time now) {
  if (activity.state() == enums::PENDING_ACTIVITY_STATE_STARTED) {
    return "running since " + history::duration_text(now - api::to_time(activity.last_started_time()));
  }
  const std::string state = history::enum_words(*enums::PendingActivityState_descriptor(), activity.state());
  if (activity.state() != enums::PENDING_ACTIVITY_STATE_SCHEDULED) return state;
  const Time next = api::to_time(activity.scheduled_time());
  return next > now ? "next try " + distance_text(next, now) : "waits for a worker";
}

std::string activities(const Description& description, std::size_t width, Time now) {
  if (description.pending_activities().empty()) return "";
  std::vector<std::vector<Cell>> rows;
  for (const auto& activity : description.pending_activities()) {
    const std::string failure =
        activity.has_last_failure() ? history::failure_text(activity.last_failure()) : "";
    rows.push_back({{history::printable(activity.activity_id())},
                    {history::printable(activity.activity_type().name())},
                    {std::to_string(activity.attempt())},
                    {stage_of(activity, now)},
                    {failure, history::Colour::kRed}});
  }
  return "\n" +
         table({{"activity", 8}, {"type", 12}, {"attempt", 7, true}, {"stage", 12}, {"last failure", 12}},
               rows, width, standard_output().colours);
}

std::string children(const Description& description, std::size_t width) {
  if (description.pending_children().empty()) return "";
  std::vector<std::vector<Cell>> rows;
  for (const auto& child : description.pending_children()) {
    rows.push_back({{history::printable(child.workflow_id())},
                    {history::printable(child.workflow_type_name())},
                    {history::printable(child.run_id())}});
  }
  return "\n" + table({{"child workflow", 12}, {"type", 12}, {"run", 8, false, true}}, rows, width,
                      standard_output().colours);
}

}  // namespace

ExitCode describe_remote(const TargetOptions& options, const RunName& run, std::size_t width) {
  auto target = Target::open(options);
  if (!target) return fail(target.error());
  auto description = RemoteRuns(**target).describe(run);
  if (!description) return fail(description.error(), options);
  if (options.json) {
    std::fputs(history::message_to_json(*description).c_str(), stdout);
    return ExitCode::kOk;
  }
  const Time now = Clock::system().now();
  std::string text = facts_text(description->workflow_execution_info(), now);
  if (description->workflow_extended_info().cancel_requested()) text += labelled_line("cancel", "requested");
  text +=
      workflow_task(*description, now) + activities(*description, width, now) + children(*description, width);
  std::fputs(text.c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace skald::cli
