#include "engine/service/filter_tokens.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skald::service {
namespace {

using Kind = FilterToken::Kind;

// Sorted. Those of SQL that cannot be names, as far as somebody may type them.
constexpr std::array<std::string_view, 43> kKeywords{
    "and",    "as",          "asc",    "between",  "by",     "case",  "collate", "default", "delete",
    "desc",   "distinct",    "drop",   "escape",   "exists", "false", "for",     "from",    "group",
    "having", "in",          "insert", "interval", "is",     "join",  "key",     "like",    "limit",
    "match",  "not",         "null",   "on",       "or",     "order", "regexp",  "rlike",   "select",
    "set",    "starts_with", "table",  "true",     "union",  "where", "xor"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

char unescaped(char c) {
  switch (c) {
    case '0': return '\0';
    case 'b': return '\b';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'Z': return '\x1a';
    default: return c;
  }
}

}  // namespace

FilterToken FilterTokens::next() {
  skip_blanks_and_comments();
  if (at_ >= filter_.size()) return token(Kind::kEnd, {});
  const char c = filter_[at_];
  if (is_letter(c)) return name();
  if (is_digit(c) || (c == '.' && is_digit(at(1)))) return number();
  if (c == '\'' || c == '"') return string(c);
  if (c == '`') return quoted_name();
  return sign();
}

void FilterTokens::skip_blanks_and_comments() {
  for (;;) {
    const std::string_view rest = filter_.substr(std::min(at_, filter_.size()));
    if (rest.empty()) return;
    if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r') {
      ++at_;
    } else if (rest[0] == '#' || rest.substr(0, 2) == "--") {
      at_ += std::min(rest.find('\n'), rest.size());
    } else if (rest.substr(0, 2) == "/*" && rest.find("*/", 2) != std::string_view::npos) {
      at_ += rest.find("*/", 2) + 2;
    } else {
      return;
    }
  }
}

FilterToken FilterTokens::name() {
  const std::size_t begin = at_;
  while (is_letter(at(0)) || is_digit(at(0))) ++at_;
  const std::string_view text = filter_.substr(begin, at_ - begin);
  if ((text == "x" || text == "X") && at(0) == '\'') return string('\'');
  std::string small = small_letters(text);
  if (std::binary_search(kKeywords.begin(), kKeywords.end(), small))
    return token(Kind::kKeyword, std::move(small));
  return token(Kind::kName, std::string(text));
}

FilterToken FilterTokens::number() {
  const std::size_t begin = at_;
  const auto digits = [&] {
    while (is_digit(at(0))) ++at_;
  };
  if (at(0) == '0' && (at(1) == 'x' || at(1) == 'X')) {
    at_ += 2;
    while (is_hex(at(0))) ++at_;
  } else {
    digits();
    if (at(0) == '.') {
      ++at_;
      digits();
    }
    if (at(0) == 'e' || at(0) == 'E') {
      ++at_;
      if (at(0) == '+' || at(0) == '-') ++at_;
      digits();
    }
  }
  const std::string text(filter_.substr(begin, at_ - begin));
  return token(is_letter(at(0)) ? Kind::kBad : Kind::kNumber, text);
}

FilterToken FilterTokens::string(char quote) {
  std::string text;
  for (++at_; at_ < filter_.size(); ++at_) {
    const char c = filter_[at_];
    if (c == '\\' && at_ + 1 < filter_.size()) {
      text.push_back(unescaped(filter_[++at_]));
    } else if (c != quote) {
      text.push_back(c);
    } else if (at(1) == quote) {
      text.push_back(c);
      ++at_;
    } else {
      ++at_;
      return token(Kind::kString, std::move(text));
    }
  }
  return token(Kind::kBad, std::move(text));
}

FilterToken FilterTokens::quoted_name() {
  std::string text;
  for (++at_; at_ < filter_.size(); ++at_) {
    if (filter_[at_] != '`') {
      text.push_back(filter_[at_]);
    } else if (at(1) == '`') {
      text.push_back('`');
      ++at_;
    } else {
      ++at_;
      const Kind kind = text.empty() ? Kind::kBad : Kind::kName;
      return token(kind, std::move(text));
    }
  }
  return token(Kind::kBad, std::move(text));
}

FilterToken FilterTokens::sign() {
  constexpr std::array<std::string_view, 11> kLong{"<=>", "<=", "<>", "<<", ">=", ">>",
                                                   "!=",  "&&", "||", "->", ":="};
  const std::string_view rest = filter_.substr(at_);
  for (const std::string_view each : kLong) {
    if (rest.substr(0, each.size()) != each) continue;
    at_ += each.size();
    if (each == "&&") return token(Kind::kKeyword, "and");
    if (each == "||") return token(Kind::kKeyword, "or");
    return token(Kind::kSign, each == "<>" ? "!=" : std::string(each));
  }
  const char c = filter_[at_++];
  if (c == '?') return token(Kind::kParameter, ":v1");
  if (c == ':' && is_letter(at(0))) {
    FilterToken named = name();
    return token(Kind::kParameter, ":" + named.text);
  }
  constexpr std::string_view kSigns = "=<>!(),.;+-*/%&|^~";
  if (kSigns.find(c) != std::string_view::npos) return token(Kind::kSign, std::string(1, c));
  return token(Kind::kBad, std::string(1, c));
}

}  // namespace skald::service
