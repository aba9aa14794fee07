#include "tools/cli/workflow_show.h"

#include <cstdio>
#include <memory>

#include "engine/service/execution_info.h"
#include "tools/cli/remote_runs.h"
#include "tools/cli/run_text.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"
#include "tools/history/time_text.h"
#include "tools/history/timeline.h"

namespace skald::cli {

namespace {

struct Options {
  TargetOptions target;
  RunOptions run;
  std::size_t width = standard_output().width;
  bool workflow_tasks = false;
};

std::string heading(const RunInfo& run, bool colours) {
  using history::coloured;
  const Cell status = status_cell(run);
  const std::string name =
      history::printable(run.type().name()) + " " + history::printable(run.execution().workflow_id());
  std::string text = coloured(name, colours ? history::Colour::kBold : history::Colour::kNone) + "  " +
                     coloured(status.text, colours ? status.colour : history::Colour::kNone) +
                     (run.has_close_time() ? " after " : " for ") + lasted_text(run, Clock::system().now()) +
                     "\n";
  return text + "run " + history::printable(run.execution().run_id()) + " on " +
         history::printable(run.task_queue()) + ", started " + moment_text(run.start_time()) + "\n\n";
}

ExitCode print(const RunInfo& run, const history::History& events, const Options& options) {
  if (options.target.json) {
    std::fputs(history::to_json(events).c_str(), stdout);
    return ExitCode::kOk;
  }
  const bool colours = standard_output().colours;
  std::fputs(heading(run, colours).c_str(), stdout);
  std::fputs(history::timeline(events, {options.width, colours, options.workflow_tasks}).c_str(), stdout);
  return ExitCode::kOk;
}

ExitCode show_remote(const Options& options) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  RemoteRuns runs(**target);
  RunName name = run_name(options.target, options.run);
  auto description = runs.describe(name);
  if (!description) return fail(description.error(), options.target);
  const RunInfo& info = description->workflow_execution_info();
  // The run that was described, also if another has followed it meanwhile.
  name.run_id = info.execution().run_id();
  auto events = runs.history(name);
  if (!events) return fail(events.error(), options.target);
  return print(info, *events, options);
}

ExitCode run(const Options& options) {
  if (options.target.is_remote()) return show_remote(options);
  auto view = OfflineView::open(options.target.file);
  if (!view) return fail(view.error());
  auto found = view->find(run_name(options.target, options.run));
  if (!found) return fail(found.error());
  auto reader = store::open_sqlite_reader(options.target.file);
  if (!reader) return fail(reader.error());
  auto events = read_history(**reader, *found);
  if (!events) return fail(events.error());
  return print(service::execution_info(found->visibility), *events, options);
}

}  // namespace

void add_workflow_show(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command("show", "A workflow's history as a timeline, or in Temporal's JSON form");
  add_target_options(syntax, options->target);
  add_run_options(syntax, options->run);
  syntax.flag("--tasks", options->workflow_tasks, "also the workflow tasks that went well");
  add_width_option(syntax, options->width);
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
