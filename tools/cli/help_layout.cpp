#include "tools/cli/help_layout.h"

#include <CLI/Option.hpp>

namespace skald::cli {
namespace {

bool is_argument(const CLI::Option& option) { return option.get_positional(); }

std::string value_of(const CLI::Option& option) { return option.get_option_text(); }

/// "--db FILE", "[ID]", …; of what may be left out only the arguments are shown.
std::string word_for(const CLI::Option& option) {
  const std::string value = value_of(option);
  if (is_argument(option)) return option.get_required() ? value : "[" + value + "]";
  return option.get_required() ? "--" + option.get_lnames().front() + " " + value : "";
}

// A command that reaches a file or a server needs one of the two.
std::string target_of(const CLI::App& app) {
  const CLI::Option* file = app.get_option_no_throw("--db");
  const CLI::Option* server = app.get_option_no_throw("--address");
  if (file == nullptr || server == nullptr) return "";
  return " (--db " + value_of(*file) + " | --address " + value_of(*server) + ")";
}

}  // namespace

HelpLayout::HelpLayout() { label("Positionals", "Arguments"); }

std::string HelpLayout::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = "Usage: " + name + target_of(*app);
  std::string arguments;
  for (const CLI::Option* option : app->get_options()) {
    const std::string word = word_for(*option);
    if (word.empty()) continue;
    (is_argument(*option) ? arguments : usage) += " " + word;
  }
  if (app->get_require_subcommand_min() > 0) return usage + " COMMAND [options]\n";
  return usage + " [options]" + arguments + "\n";
}

// The formatter would name the environment behind flags, and behind nothing else.
std::string HelpLayout::make_option_opts(const CLI::Option* option) const {
  const bool is_flag = option->get_items_expected_max() == 0;
  return is_flag ? std::string() : CLI::Formatter::make_option_opts(option);
}

}  // namespace skald::cli
