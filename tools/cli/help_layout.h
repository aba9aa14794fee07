#pragma once

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <string>

namespace skald::cli {

/// How --help looks: its first lines show what must be given, as it is typed.
class HelpLayout : public CLI::Formatter {
 public:
  HelpLayout();
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
};

}  // namespace skald::cli
