#include "tools/cli/workflow_show.h"

#include <CLI/Option.hpp>
#include <cstdio>
#include <memory>

#include "tools/cli/run_text.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"
#include "tools/history/time_text.h"
#include "tools/history/timeline.h"

namespace skald::cli {

namespace {

struct Options {
  DatabaseOptions database;
  RunOptions run;
  std::size_t width = standard_output().width;
  bool workflow_tasks = false;
};

std::string heading(const StoredRun& run, bool colours) {
  using history::coloured;
  const store::Visibility& row = run.visibility;
  const Cell status = status_cell(row);
  const std::string name = history::printable(row.workflow_type) + " " + history::printable(row.workflow_id);
  std::string text = coloured(name, colours ? history::Colour::kBold : history::Colour::kNone) + "  " +
                     coloured(status.text, colours ? status.colour : history::Colour::kNone) +
                     (run.is_closed() ? " after " : " for ") + lasted_text(row, Clock::system().now()) + "\n";
  return text + "run " + history::printable(row.run_id) + " on " + history::printable(row.task_queue) +
         ", started " + stored_moment(row.start_time) + "\n\n";
}

ExitCode run(const Options& options) {
  auto view = OfflineView::open(options.database.file);
  if (!view) return fail(view.error());
  auto found = view->find(run_name(options.database, options.run));
  if (!found) return fail(found.error());
  auto reader = store::open_sqlite_reader(options.database.file);
  if (!reader) return fail(reader.error());
  auto events = read_history(**reader, *found);
  if (!events) return fail(events.error());
  if (options.database.json) {
    std::fputs(history::to_json(*events).c_str(), stdout);
    return ExitCode::kOk;
  }
  const bool colours = standard_output().colours;
  std::fputs(heading(*found, colours).c_str(), stdout);
  std::fputs(history::timeline(*events, {options.width, colours, options.workflow_tasks}).c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_show(CLI::App& workflow, Command& command) {
  auto options = std::make_shared<Options>();
  CLI::App* app =
      workflow.add_subcommand("show", "A workflow's history as a timeline, or in Temporal's JSON form");
  add_database_options(*app, options->database);
  add_run_options(*app, options->run);
  app->add_flag("--tasks", options->workflow_tasks, "also the workflow tasks that went well");
  add_width_option(*app, options->width);
  app->callback([options, &command] { command = [options] { return run(*options); }; });
}

}  // namespace skald::cli
