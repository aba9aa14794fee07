#pragma once

#include <CLI/App.hpp>
#include <string>

namespace skald::cli {

/// Whether a file may hold the option: not if it is about files, or about help.
bool is_setting(const CLI::Option& option);

/// Gives the options of a command that were set neither on its command line nor in the environment the values
/// that a file in TOML or INI form has for them: `port = 7233`. Throws CLI::ConfigError for a file that
/// cannot be read and for what does not fit, so that a misspelt setting is not lost.
void read_settings(CLI::App& app, const std::string& path);

/// All settings of a command with their values, as such a file holds them.
std::string settings_text(const CLI::App& app);

}  // namespace skald::cli
