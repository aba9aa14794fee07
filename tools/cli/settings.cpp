#include "tools/cli/settings.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "tools/cli/suggestion.h"
#include "tools/history/terminal_text.h"

namespace skald::cli {
namespace {

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

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw CommandLineError(path + ": " + why);
}

[[noreturn]] void refuse_name(const CLI::App& app, const std::string& path, const std::string& name) {
  std::string text = "'" + history::printable(name) + "' is no setting";
  const std::string meant = nearest(name, setting_names(app));
  if (!meant.empty()) text += "; did you mean '" + meant + "'?";
  refuse(path, text);
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

/// What the file says. The parser takes a file that it cannot read for an empty one.
std::vector<CLI::ConfigItem> items_of(const std::string& path) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) refuse(path, "is a folder");
  std::ifstream file(path);
  if (!file) refuse(path, std::strerror(errno));
  return CLI::ConfigTOML().from_config(file);
}

bool is_on(const std::string& path, const CLI::ConfigItem& item) {
  const std::string value = item.inputs.empty() ? "" : item.inputs.front();
  if (value == "true" || value == "1") return true;
  if (value == "false" || value == "0") return false;
  refuse(path, "'" + item.name + "' is true or false, not '" + history::printable(value) + "'");
}

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

// SKALD_TLS_CERT for --tls-cert.
std::string name_in_environment(const CLI::Option& option) {
  std::string name = "SKALD_" + option.get_lnames().front();
  std::transform(name.begin(), name.end(), name.begin(), [](char character) {
    if (character == '-') return '_';
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  });
  return name;
}

void tell_default(CLI::Option& option) {
  const std::string value = option.get_default_str();
  if (value.empty() || value == "[]" || is_flag(option)) return;
  option.description(option.get_description() + " (default: " + value + ")");
}

}  // namespace

void capture_defaults(Syntax syntax) { syntax.app().option_defaults()->always_capture_default(); }

void finish_settings(Syntax syntax) {
  for (CLI::Option* option : syntax.app().get_options()) {
    if (is_setting(*option) || option->check_lname("config")) option->envname(name_in_environment(*option));
    if (is_setting(*option)) tell_default(*option);
  }
}

void read_settings(Syntax syntax, const std::string& path) {
  CLI::App& app = syntax.app();
  for (const CLI::ConfigItem& item : items_of(path)) {
    const bool is_section_mark = item.name == "++" || item.name == "--";
    if (is_section_mark) continue;
    CLI::Option* option = app.get_option_no_throw("--" + item.name);
    if (!item.parents.empty() || option == nullptr || !is_setting(*option))
      refuse_name(app, path, item.fullname());
    if (option->count() > 0) continue;
    if (is_flag(*option)) {
      if (is_on(path, item)) option->add_result("true");
    } else {
      option->add_result(item.inputs);
    }
    try {
      if (option->count() > 0) option->run_callback();
    } catch (const CLI::Error& problem) {
      refuse(path, problem.what());
    }
  }
}

std::string settings_text(Syntax syntax) {
  std::string text;
  for (const CLI::Option* option : syntax.app().get_options()) {
    if (!is_setting(*option)) continue;
    text += "# " + option->get_description() + "\n";
    text += option->get_lnames().front() + " = " + value_text(*option) + "\n";
  }
  return text;
}

}  // namespace skald::cli
