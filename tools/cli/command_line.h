#pragma once

#include <CLI/App.hpp>
#include <exception>
#include <memory>

#include "tools/cli/options.h"

namespace skald::cli {

/// The program's parser. Parsing puts what is to be done into `command`, or throws CLI::ParseError
/// (CLI::Success after
/// --help) or CommandLineError.
std::unique_ptr<CLI::App> make_program(Command& command);

/// What is printed for a command line that does not fit: the parser's words, what was probably meant, and
/// where help is.
std::string usage_error_text(const CLI::App& program, const std::exception& error);

}  // namespace skald::cli
