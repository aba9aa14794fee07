#include "tools/cli/command_line.h"

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <CLI/Formatter.hpp>
#include <regex>

#include "skald/version.h"
#include "tools/cli/help_layout.h"
#include "tools/cli/namespace_command.h"
#include "tools/cli/replay_command.h"
#include "tools/cli/server_command.h"
#include "tools/cli/suggestion.h"
#include "tools/cli/task_queue_command.h"
#include "tools/cli/version_command.h"
#include "tools/cli/worker_command.h"
#include "tools/cli/workflow_count.h"
#include "tools/cli/workflow_describe.h"
#include "tools/cli/workflow_list.h"
#include "tools/cli/workflow_query.h"
#include "tools/cli/workflow_requests.h"
#include "tools/cli/workflow_result.h"
#include "tools/cli/workflow_show.h"
#include "tools/cli/workflow_signal_with_start.h"
#include "tools/cli/workflow_start.h"
#include "tools/cli/workflow_update.h"

namespace skald::cli {

namespace {

/// The sub-command that the command line reached.
const CLI::App& innermost(const CLI::App& app) {
  const auto reached = app.get_subcommands();
  return reached.empty() ? app : innermost(*reached.front());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

/// Sub-commands and long options, as they are typed.
std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

/// The parser's own words, where they can be read without knowing the parser.
std::string complaint(const std::exception& error) {
  static const std::regex no_value("(-.*): 1 required .* missing");
  static const std::regex twice("(-.*): At Most 1 required but received .*");
  static const std::regex no_flag("Could not convert: (-.*) = (.*)");
  const std::string text = error.what();
  std::smatch match;
  if (std::regex_match(text, match, no_value)) return match[1].str() + " needs a value";
  if (std::regex_match(text, match, twice)) return match[1].str() + " is given more than once";
  if (std::regex_match(text, match, no_flag))
    return match[1].str() + " is true or false, not '" + match[2].str() + "'";
  return text;
}

constexpr char kFirstSteps[] = R"(For example:
  skald server start-dev
  skald worker --library ./liborders.so --task-queue orders --db orders.db
  skald workflow list --db orders.db
  skald workflow show --db orders.db order-17
  skald replay --library ./liborders.so --db orders.db --all)";

}  // namespace

std::unique_ptr<CLI::App> make_program(Command& command) {
  auto program = std::make_unique<CLI::App>("Durable workflows in C++", "skald");
  program->formatter(std::make_shared<HelpLayout>());
  program->set_help_flag("-h,--help", "this text");
  program->set_version_flag("--version", "skald " SKALD_VERSION " (ABI " SKALD_ABI ")",
                            "the program's version");
  Syntax all(*program);
  all.needs_command();
  Syntax workflow =
      all.command("workflow", "Start, look at and steer the workflows of a database file or a server");
  workflow.needs_command();
  add_workflow_start(workflow, command);
  add_workflow_signal_with_start(workflow, command);
  add_workflow_result(workflow, command);
  add_workflow_list(workflow, command);
  add_workflow_count(workflow, command);
  add_workflow_show(workflow, command);
  add_workflow_describe(workflow, command);
  add_workflow_query(workflow, command);
  add_workflow_update(workflow, command);
  add_workflow_signal(workflow, command);
  add_workflow_cancel(workflow, command);
  add_workflow_terminate(workflow, command);
  add_replay(all, command);
  add_worker(all, command);
  add_namespace(all, command);
  add_task_queue(all, command);
  add_server(all, command);
  add_version(all, command);
  // Later than the commands, which would take it over.
  all.footer(kFirstSteps);
  return program;
}

std::string usage_error_text(const CLI::App& program, const std::exception& error) {
  const CLI::App& app = innermost(program);
  std::string text = "skald: ";
  std::string unknown;
  for (const std::string& word : app.remaining()) {
    if (unknown.empty()) unknown = word;
  }
  const bool lacks_command = app.get_subcommands().empty() && app.get_require_subcommand_min() > 0;
  if (unknown.empty() && lacks_command) {
    return app.help(app.get_parent() == nullptr ? "" : full_name(*app.get_parent()),
                    CLI::AppFormatMode::Normal);
  }
  if (unknown.empty()) {
    text += complaint(error);
  } else {
    text += "'" + unknown + "' is not known to '" + full_name(app) + "'";
    const std::string meant = nearest(unknown.substr(0, unknown.find('=')), known_words(app));
    if (!meant.empty()) text += "; did you mean '" + meant + "'?";
  }
  return text + "\n" + full_name(app) + " --help says what there is\n";
}

}  // namespace skald::cli
