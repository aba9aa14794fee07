#include "tools/cli/options.h"

#include <utility>

namespace skald::cli {

void add_output_option(Syntax syntax, bool& json) {
  syntax
      .option(
          "-o,--output", [&json](const std::string& form) { json = form == "json"; },
          "text, or json for programs")
      .one_of({"text", "json"})
      .value_name("text|json");
}

void set_command(Syntax syntax, TargetOptions& target, Command& command, std::function<ExitCode()> run) {
  syntax.on_parsed([&target, &command, run = std::move(run)] {
    settle_target(target);
    command = run;
  });
}

void add_run_options(Syntax syntax, RunOptions& options) {
  syntax.option("-w,--workflow-id,workflow_id", options.workflow_id, "the workflow id")
      .required()
      .not_empty()
      .value_name("ID");
  syntax.option("-r,--run-id", options.run_id, "the run; default: the newest of the workflow id")
      .value_name("ID");
}

RunName run_name(const TargetOptions& target, const RunOptions& run) {
  return {target.namespace_name, run.workflow_id, run.run_id};
}

void add_width_option(Syntax syntax, std::size_t& width) {
  syntax.option("--width", width, "characters of a line, 0: nothing is cut (default: the terminal's)")
      .whole_number({.from = 0, .to = 100'000})
      .value_name("N");
}

}  // namespace skald::cli
