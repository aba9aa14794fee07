#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::service {

/// A word of a list filter.
struct FilterToken {
  enum class Kind {
    kEnd,
    kName,     ///< of a column, back-quotes taken off
    kKeyword,  ///< in small letters
    kString,   ///< quotes taken off
    kNumber,
    kParameter,  ///< ":x" or "?": there is nobody to give a value
    kSign,       ///< an operator or a bracket; "<>" is "!="
    kBad,
  } kind = Kind::kEnd;
  std::string text;
  /// Where it ends in the filter.
  std::size_t end = 0;
};

/// Splits a list filter into words as Temporal's SQL parser does.
class FilterTokens {
 public:
  explicit FilterTokens(std::string_view filter) : filter_(filter) {}
  FilterToken next();

 private:
  void skip_blanks_and_comments();
  FilterToken name();
  FilterToken number();
  FilterToken string(char quote);
  FilterToken quoted_name();
  FilterToken sign();
  FilterToken token(FilterToken::Kind kind, std::string text) const { return {kind, std::move(text), at_}; }
  char at(std::size_t ahead) const { return at_ + ahead < filter_.size() ? filter_[at_ + ahead] : '\0'; }

  std::string_view filter_;
  std::size_t at_ = 0;
};

}  // namespace skald::service
