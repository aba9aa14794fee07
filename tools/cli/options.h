#pragma once

#include <functional>
#include <string>

#include "tools/cli/exit_code.h"
#include "tools/cli/offline_view.h"
#include "tools/cli/syntax.h"
#include "tools/cli/target_options.h"

namespace skald::cli {

/// The command that the command line names; a sub-command's parser puts it here, main runs it.
using Command = std::function<ExitCode()>;

/// What a command on workflows does when its line was parsed: settles where they are, then `run` is next.
void set_command(Syntax syntax, TargetOptions& target, Command& command, std::function<ExitCode()> run);

/// --output text|json alone.
void add_output_option(Syntax syntax, bool& json);

/// --workflow-id (also as the first argument) and --run-id.
struct RunOptions {
  std::string workflow_id;
  std::string run_id;
};
void add_run_options(Syntax syntax, RunOptions& options);
RunName run_name(const TargetOptions& target, const RunOptions& run);

/// --width for commands that print a table.
void add_width_option(Syntax syntax, std::size_t& width);

}  // namespace skald::cli
