#include "tools/cli/options.h"

#include <CLI/Option.hpp>
#include <charconv>
#include <utility>

namespace skald::cli {

void add_output_option(CLI::App& app, bool& json) {
  app.add_option_function<std::string>(
         "-o,--output", [&json](const std::string& form) { json = form == "json"; },
         "text, or json for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
}

void set_command(CLI::App& app, TargetOptions& target, Command& command, std::function<ExitCode()> run) {
  app.callback([&target, &command, run = std::move(run)] {
    settle_target(target);
    command = run;
  });
}

void add_run_options(CLI::App& app, RunOptions& options) {
  app.add_option("-w,--workflow-id,workflow_id", options.workflow_id, "the workflow id")
      ->required()
      ->check(not_empty())
      ->option_text("ID");
  app.add_option("-r,--run-id", options.run_id, "the run; default: the newest of the workflow id")
      ->option_text("ID");
}

RunName run_name(const TargetOptions& target, const RunOptions& run) {
  return {target.namespace_name, run.workflow_id, run.run_id};
}

CLI::Validator whole_number(NumberRange range) {
  const auto check = [range](const std::string& text) -> std::string {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = problem == std::errc() && end == text.data() + text.size();
    if (is_number && number >= range.from && number <= range.to) return "";
    return "'" + text + "' is no whole number from " + std::to_string(range.from) + " to " +
           std::to_string(range.to);
  };
  return {check, "", "whole_number"};
}

CLI::Validator not_empty() {
  return {[](const std::string& text) -> std::string { return text.empty() ? "is empty" : ""; }, "",
          "not_empty"};
}

void add_width_option(CLI::App& app, std::size_t& width) {
  app.add_option("--width", width, "characters of a line, 0: nothing is cut (default: the terminal's)")
      ->check(whole_number({.from = 0, .to = 100'000}))
      ->option_text("N");
}

}  // namespace skald::cli
