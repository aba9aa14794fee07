#include "tools/cli/settings_file.h"

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <set>

#include "tools/cli/suggestion.h"

namespace skald::cli {
namespace {

/// Options that are no settings.
bool is_setting(const CLI::Option& option) {
  static const std::set<std::string> kOthers = {"help", "config", "print-config"};
  const std::vector<std::string>& names = option.get_lnames();
  return !names.empty() && !kOthers.contains(names.front());
}

std::vector<std::string> setting_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (is_setting(*option)) names.push_back(option->get_lnames().front());
  }
  return names;
}

[[noreturn]] void refuse(const CLI::App& app, const std::string& path, const std::string& name) {
  std::string text = path + ": '" + name + "' is no setting";
  const std::string meant = nearest(name, setting_names(app));
  if (!meant.empty()) text += "; did you mean '" + meant + "'?";
  throw CLI::ConfigError(text);
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') result += '\\';
    result += character;
  }
  return result + "\"";
}

std::string value_text(const CLI::Option& option) {
  if (is_flag(option)) return option.count() > 0 ? "true" : "false";
  const std::vector<std::string> values =
      option.count() > 0 ? option.results() : std::vector<std::string>{option.get_default_str()};
  if (option.get_expected_max() <= 1) return quoted(values.back());
  std::string list = "[";
  for (const std::string& value : values) {
    if (value.empty() || value == "[]") continue;
    list += (list.size() > 1 ? ", " : "") + quoted(value);
  }
  return list + "]";
}

}  // namespace

void read_settings(CLI::App& app, const std::string& path) {
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_file(path)) {
    const bool is_section_mark = item.name == "++" || item.name == "--";
    if (is_section_mark) continue;
    CLI::Option* option = app.get_option_no_throw("--" + item.name);
    if (!item.parents.empty() || option == nullptr || !is_setting(*option))
      refuse(app, path, item.fullname());
    if (option->count() > 0) continue;
    if (is_flag(*option)) {
      if (item.inputs.empty() || CLI::detail::to_flag_value(item.inputs.front()) != 1) continue;
      option->add_result("true");
    } else {
      option->add_result(item.inputs);
    }
    option->run_callback();
  }
}

std::string settings_text(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (!is_setting(*option)) continue;
    text += "# " + option->get_description() + "\n";
    text += option->get_lnames().front() + " = " + value_text(*option) + "\n";
  }
  return text;
}

}  // namespace skald::cli
