#pragma once

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "tools/cli/exit_code.h"
#include "tools/cli/offline_view.h"
#include "tools/cli/target_options.h"

namespace skald::cli {

/// The command that the command line names; a sub-command's parser puts it here, main runs it.
using Command = std::function<ExitCode()>;

/// What a command on workflows does when its line was parsed: settles where they are, then `run` is next.
void set_command(CLI::App& app, TargetOptions& target, Command& command, std::function<ExitCode()> run);

/// --output text|json alone.
void add_output_option(CLI::App& app, bool& json);

/// --workflow-id (also as the first argument) and --run-id.
struct RunOptions {
  std::string workflow_id;
  std::string run_id;
};
void add_run_options(CLI::App& app, RunOptions& options);
RunName run_name(const TargetOptions& target, const RunOptions& run);

/// For Option::check: a whole number in this range.
struct NumberRange {
  std::uint64_t from = 0;
  std::uint64_t to = 1'000'000'000;
};
CLI::Validator whole_number(NumberRange range);
/// For Option::check: anything but an empty text.
CLI::Validator not_empty();

/// --width for commands that print a table.
void add_width_option(CLI::App& app, std::size_t& width);

}  // namespace skald::cli
