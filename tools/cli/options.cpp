#include "tools/cli/options.h"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace skald::cli {

void add_output_option(CLI::App& app, bool& json) {
  app.add_option_function<std::string>(
         "-o,--output", [&json](const std::string& form) { json = form == "json"; },
         "text, or json for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
}

void add_database_options(CLI::App& app, DatabaseOptions& options) {
  app.add_option("--db", options.file, "the database file")->required()->option_text("FILE");
  app.add_option("-n,--namespace", options.namespace_name, "the namespace (default: default)")
      ->option_text("NAME");
  add_output_option(app, options.json);
}

void add_run_options(CLI::App& app, RunOptions& options) {
  app.add_option("-w,--workflow-id,workflow_id", options.workflow_id, "the workflow id")
      ->required()
      ->option_text("ID");
  app.add_option("-r,--run-id", options.run_id, "the run; default: the newest of the workflow id")
      ->option_text("ID");
}

RunName run_name(const DatabaseOptions& database, const RunOptions& run) {
  return {database.namespace_name, run.workflow_id, run.run_id};
}

void add_width_option(CLI::App& app, std::size_t& width) {
  app.add_option("--width", width, "characters of a line, 0: nothing is cut (default: the terminal's)")
      ->option_text("N");
}

}  // namespace skald::cli
