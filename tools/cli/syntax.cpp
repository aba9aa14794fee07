#include "tools/cli/syntax.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <charconv>
#include <utility>

namespace skald::cli {

OptionSyntax& OptionSyntax::required() {
  option_->required();
  return *this;
}

OptionSyntax& OptionSyntax::value_name(const char* name) {
  option_->option_text(name);
  return *this;
}

OptionSyntax& OptionSyntax::not_empty() {
  const auto check = [](const std::string& text) -> std::string { return text.empty() ? "is empty" : ""; };
  option_->check(CLI::Validator(check, "", "not_empty"));
  return *this;
}

OptionSyntax& OptionSyntax::whole_number(NumberRange range) {
  const auto check = [range](const std::string& text) -> std::string {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = problem == std::errc() && end == text.data() + text.size();
    if (is_number && number >= range.from && number <= range.to) return "";
    return "'" + text + "' is no whole number from " + std::to_string(range.from) + " to " +
           std::to_string(range.to);
  };
  option_->check(CLI::Validator(check, "", "whole_number"));
  return *this;
}

OptionSyntax& OptionSyntax::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

OptionSyntax& OptionSyntax::named_for_each_value() {
  option_->allow_extra_args(false);
  return *this;
}

OptionSyntax& OptionSyntax::last_one_counts() {
  option_->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return *this;
}

Syntax Syntax::command(const char* name, const char* text) {
  return Syntax(*app_->add_subcommand(name, text));
}

void Syntax::needs_command() { app_->require_subcommand(1); }

void Syntax::may_have_command() { app_->require_subcommand(0, 1); }

bool Syntax::has_command() const { return !app_->get_subcommands().empty(); }

OptionSyntax Syntax::option(const char* names, std::string& value, const char* text) {
  return OptionSyntax(*app_->add_option(names, value, text));
}

OptionSyntax Syntax::option(const char* names, std::vector<std::string>& values, const char* text) {
  return OptionSyntax(*app_->add_option(names, values, text));
}

OptionSyntax Syntax::option(const char* names, std::size_t& value, const char* text) {
  return OptionSyntax(*app_->add_option(names, value, text));
}

OptionSyntax Syntax::option(const char* names, int& value, const char* text) {
  return OptionSyntax(*app_->add_option(names, value, text));
}

OptionSyntax Syntax::option(const char* names, std::function<void(const std::string&)> take,
                            const char* text) {
  return OptionSyntax(*app_->add_option_function<std::string>(names, std::move(take), text));
}

void Syntax::flag(const char* names, bool& value, const char* text) { app_->add_flag(names, value, text); }

void Syntax::flag(const char* names, std::function<void()> take, const char* text) {
  app_->add_flag_callback(names, std::move(take), text);
}

void Syntax::footer(const char* text) { app_->footer(text); }

void Syntax::on_parsed(std::function<void()> action) { app_->callback(std::move(action)); }

}  // namespace skald::cli
