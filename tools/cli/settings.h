#pragma once

#include <string>

#include "tools/cli/syntax.h"

namespace skald::cli {

/// Settings are the options of a command that may also stand in the environment and in a file; all but help,
/// and those about files.

/// Before the options are added: what their values hold then are the defaults.
void capture_defaults(Syntax syntax);
/// After the options were added. Each stands in the environment under its name in capitals: SKALD_TLS_CERT
/// for --tls-cert; help names its default.
void finish_settings(Syntax syntax);

/// Gives the options that were set neither on the command line nor in the environment the values that a file
/// in TOML or INI form has for them: `port = 7233`. Throws CommandLineError for a file that cannot be read
/// and for what does not fit, so that a misspelt setting is not lost.
void read_settings(Syntax syntax, const std::string& path);

/// All settings with their values, as such a file holds them.
std::string settings_text(Syntax syntax);

}  // namespace skald::cli
