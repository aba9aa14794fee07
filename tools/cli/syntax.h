#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace skald::cli {

/// The command line does not say what must be said.
class CommandLineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct NumberRange {
  std::uint64_t from = 0;
  std::uint64_t to = 1'000'000'000;
};

/// An option or argument, while its command's syntax is written down.
class OptionSyntax {
 public:
  explicit OptionSyntax(CLI::Option& option) : option_(&option) {}

  OptionSyntax& required();
  /// What help calls its value: "FILE", "text|json".
  OptionSyntax& value_name(const char* name);
  OptionSyntax& not_empty();
  OptionSyntax& whole_number(NumberRange range);
  OptionSyntax& one_of(const std::vector<std::string>& values);
  /// Of a list: the option is named again for each value, so that an argument may follow.
  OptionSyntax& named_for_each_value();
  /// It may be given several times.
  OptionSyntax& last_one_counts();

 private:
  CLI::Option* option_;
};

/// What may stand on a command's line. This is the parser (CLI11) as the commands see it: its headers bring
/// seconds of code into every file that uses them. A handle; the program that make_program() makes holds what
/// it refers to.
class Syntax {
 public:
  explicit Syntax(CLI::App& app) : app_(&app) {}

  /// A command below this one.
  Syntax command(const char* name, const char* text);
  void needs_command();
  void may_have_command();
  /// After parsing: whether the line named a command below this one.
  bool has_command() const;

  /// `names`: "-w,--workflow-id,workflow_id", the last being the argument that means the same. Parsing puts
  /// what is given into the value.
  OptionSyntax option(const char* names, std::string& value, const char* text);
  OptionSyntax option(const char* names, std::vector<std::string>& values, const char* text);
  OptionSyntax option(const char* names, std::size_t& value, const char* text);
  OptionSyntax option(const char* names, int& value, const char* text);
  /// `take` may throw CommandLineError.
  OptionSyntax option(const char* names, std::function<void(const std::string&)> take, const char* text);
  void flag(const char* names, bool& value, const char* text);
  void flag(const char* names, std::function<void()> take, const char* text);

  /// The last lines of its help.
  void footer(const char* text);
  /// Called when the line was understood; may throw CommandLineError.
  void on_parsed(std::function<void()> action);

  CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
};

}  // namespace skald::cli
