#include "engine/service/filter_syntax.h"

#include <array>
#include <utility>

#include "engine/service/filter_tokens.h"

namespace skald::service {
namespace {

using Kind = FilterToken::Kind;
using Syntax = FilterSyntax;
using Operand = FilterOperand;

// The server's parser counts from the beginning of "select * from table where ".
constexpr std::size_t kFirstPosition = 28;
constexpr int kDeepest = 200;
constexpr std::size_t kMostParts = 1000;

// The end of a filter stands where its last word ends: errors name the place.
std::string_view trimmed(std::string_view filter) {
  const std::size_t last = filter.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : filter.substr(0, last + 1);
}

/// By recursive descent, one word ahead. After the first error everything that follows is of no account.
class FilterParser {
 public:
  explicit FilterParser(std::string_view filter)
      : tokens_(trimmed(filter)), is_blank_(trimmed(filter).empty()) {
    advance();
  }

  Result<FilterClauses> parse();

 private:
  void advance() { token_ = tokens_.next(); }
  bool is(Kind kind, std::string_view text) const { return token_.kind == kind && token_.text == text; }
  bool is_keyword(std::string_view text) const { return is(Kind::kKeyword, text); }
  bool is_sign(std::string_view text) const { return is(Kind::kSign, text); }
  bool take_keyword(std::string_view text) { return take(Kind::kKeyword, text); }
  bool take_sign(std::string_view text) { return take(Kind::kSign, text); }
  bool take(Kind kind, std::string_view text) {
    if (!is(kind, text)) return false;
    advance();
    return true;
  }
  Status expect_keyword(std::string_view text) { return take_keyword(text) ? Status() : Status(wrong()); }
  Status expect_sign(std::string_view text) { return take_sign(text) ? Status() : Status(wrong()); }

  Error wrong(const char* what = "syntax error") const;
  Status deeper();

  Result<Syntax> any_of();
  Result<Syntax> all_of();
  Result<Syntax> denial();
  Result<Syntax> test();
  Result<Syntax> compared(Operand left);
  Result<Syntax> among(Operand left, std::string operation);
  Result<Syntax> between(Operand left, std::string operation);
  Result<Syntax> is_test(Operand left);
  Result<Syntax> joined(const char* keyword, Syntax::Kind kind, Result<Syntax> (FilterParser::*part)());

  Result<Operand> operand();
  Result<Operand> simple_operand();
  Result<Operand> bracketed();
  Result<Operand> signed_number();
  Result<Operand> column();
  Result<Operand> call();

  Status clauses(FilterClauses& result);
  Result<std::vector<Operand>> operands();

  FilterTokens tokens_;
  const bool is_blank_;
  FilterToken token_;
  int depth_ = 0;
};

Operand other(const char* name) { return {Operand::Kind::kOther, name, false}; }

Error FilterParser::wrong(const char* what) const {
  std::string message = std::string(what) + " at position " + std::to_string(kFirstPosition + token_.end);
  const bool has_text = token_.kind != Kind::kSign && token_.kind != Kind::kEnd && !token_.text.empty();
  if (has_text) message += " near '" + token_.text + "'";
  return {Code::kInvalidArgument, std::move(message), {}};
}

/// Called with the bracket or NOT that goes deeper as the word at hand.
Status FilterParser::deeper() {
  if (++depth_ < kDeepest) return {};
  return wrong("max nesting level reached");
}

Result<FilterClauses> FilterParser::parse() {
  FilterClauses result;
  if (is_blank_) return result;
  const bool has_condition =
      !is_keyword("group") && !is_keyword("order") && !is_keyword("limit") && !is_keyword("having");
  if (has_condition) {
    auto condition = any_of();
    if (!condition) return condition.error();
    result.condition = *std::move(condition);
  }
  SKALD_TRY(clauses(result));
  (void)take_sign(";");
  if (token_.kind != Kind::kEnd) return wrong();
  return result;
}

Status FilterParser::clauses(FilterClauses& result) {
  if (take_keyword("group")) {
    SKALD_TRY(expect_keyword("by"));
    auto fields = operands();
    if (!fields) return fields.error();
    result.group_by = *std::move(fields);
  }
  if (take_keyword("having")) {
    auto ignored = any_of();
    if (!ignored) return ignored.error();
  }
  if (take_keyword("order")) {
    SKALD_TRY(expect_keyword("by"));
    result.has_order = true;
    do {
      auto field = operand();
      if (!field) return field.error();
      if (!take_keyword("asc")) (void)take_keyword("desc");
    } while (take_sign(","));
  }
  if (take_keyword("limit")) {
    result.has_limit = true;
    auto numbers = operands();
    if (!numbers) return numbers.error();
  }
  return {};
}

Result<std::vector<Operand>> FilterParser::operands() {
  std::vector<Operand> result;
  do {
    auto one = operand();
    if (!one) return one.error();
    result.push_back(*std::move(one));
  } while (take_sign(","));
  return result;
}

Result<Syntax> FilterParser::joined(const char* keyword, Syntax::Kind kind,
                                    Result<Syntax> (FilterParser::*part)()) {
  auto first = (this->*part)();
  if (!first || !is_keyword(keyword)) return first;
  Syntax result;
  result.kind = kind;
  result.parts.push_back(*std::move(first));
  while (take_keyword(keyword)) {
    auto next = (this->*part)();
    if (!next) return next;
    result.parts.push_back(*std::move(next));
    if (result.parts.size() >= kMostParts) {
      return Error{Code::kInvalidArgument, "max ast depth reached", {}};
    }
  }
  return result;
}

Result<Syntax> FilterParser::any_of() { return joined("or", Syntax::Kind::kOr, &FilterParser::all_of); }
Result<Syntax> FilterParser::all_of() { return joined("and", Syntax::Kind::kAnd, &FilterParser::denial); }

Result<Syntax> FilterParser::denial() {
  if (!is_keyword("not")) return test();
  SKALD_TRY(deeper());
  advance();
  auto denied = denial();
  if (!denied) return denied;
  --depth_;
  Syntax result;
  result.kind = Syntax::Kind::kNot;
  result.parts.push_back(*std::move(denied));
  return result;
}

Result<Syntax> FilterParser::test() {
  if (!is_sign("(")) {
    auto left = operand();
    if (!left) return left.error();
    return compared(*std::move(left));
  }
  SKALD_TRY(deeper());
  advance();
  auto inner = any_of();
  if (!inner) return inner;
  --depth_;
  SKALD_TRY(expect_sign(")"));
  const bool ends = token_.kind == Kind::kEnd || is_sign(")") || is_sign(";") || is_keyword("and") ||
                    is_keyword("or") || is_keyword("group") || is_keyword("order") || is_keyword("limit") ||
                    is_keyword("having");
  return ends ? std::move(inner) : compared(other("*sqlparser.ParenExpr"));
}

Result<Syntax> FilterParser::compared(Operand left) {
  const bool is_denied = take_keyword("not");
  const std::string before = is_denied ? "NOT " : "";
  if (take_keyword("in")) return among(std::move(left), before + "IN");
  if (take_keyword("between")) return between(std::move(left), before + "BETWEEN");
  Syntax result;
  result.kind = Syntax::Kind::kComparison;
  for (const auto& [keyword, name] :
       {std::pair("like", "LIKE"), std::pair("regexp", "REGEXP"), std::pair("rlike", "REGEXP"),
        std::pair("starts_with", "STARTS_WITH")}) {
    if (result.operation.empty() && take_keyword(keyword)) result.operation = before + name;
  }
  if (result.operation.empty() && is_denied) return wrong();
  if (result.operation.empty() && take_keyword("is")) return is_test(std::move(left));
  for (const char* sign : {"=", "!=", "<=>", "<=", "<", ">=", ">"}) {
    if (result.operation.empty() && take_sign(sign)) result.operation = sign;
  }
  result.left = std::move(left);
  if (result.operation.empty()) {
    result.kind = Syntax::Kind::kOperand;
    return result;
  }
  auto right = operand();
  if (!right) return right.error();
  result.right.push_back(*std::move(right));
  if (take_keyword("escape")) {
    auto ignored = operand();
    if (!ignored) return ignored.error();
  }
  return result;
}

Result<Syntax> FilterParser::among(Operand left, std::string operation) {
  SKALD_TRY(expect_sign("("));
  Syntax result;
  result.kind = Syntax::Kind::kComparison;
  result.operation = std::move(operation);
  result.left = std::move(left);
  auto list = operands();
  if (!list) return list.error();
  result.right = *std::move(list);
  SKALD_TRY(expect_sign(")"));
  return result;
}

Result<Syntax> FilterParser::between(Operand left, std::string operation) {
  Syntax result;
  result.kind = Syntax::Kind::kComparison;
  result.operation = std::move(operation);
  result.left = std::move(left);
  for (const bool is_first : {true, false}) {
    if (!is_first) SKALD_TRY(expect_keyword("and"));
    auto end = operand();
    if (!end) return end.error();
    result.right.push_back(*std::move(end));
  }
  return result;
}

Result<Syntax> FilterParser::is_test(Operand left) {
  Syntax result;
  result.kind = Syntax::Kind::kIs;
  result.left = std::move(left);
  result.operation = take_keyword("not") ? "NOT " : "";
  for (const auto& [keyword, name] :
       {std::pair("null", "NULL"), std::pair("true", "TRUE"), std::pair("false", "FALSE")}) {
    if (!take_keyword(keyword)) continue;
    result.operation += name;
    return result;
  }
  return wrong();
}

/// With the arithmetic that may follow: no filter can have it, but it is no syntax error.
Result<Operand> FilterParser::operand() {
  auto result = simple_operand();
  if (!result) return result;
  for (;;) {
    const bool is_arithmetic = token_.kind == Kind::kSign && token_.text.size() == 1 &&
                               std::string_view("+-*/%&|^").find(token_.text) != std::string_view::npos;
    if (take_keyword("collate")) {
      auto name = simple_operand();
      if (!name) return name;
      result = other("*sqlparser.CollateExpr");
    } else if (is_arithmetic) {
      advance();
      auto more = simple_operand();
      if (!more) return more;
      result = other("*sqlparser.BinaryExpr");
    } else {
      return result;
    }
  }
}

Result<Operand> FilterParser::simple_operand() {
  const FilterToken taken = token_;
  switch (token_.kind) {
    case Kind::kName: return column();
    case Kind::kString: advance(); return Operand{Operand::Kind::kString, taken.text, false};
    case Kind::kNumber: advance(); return Operand{Operand::Kind::kNumber, taken.text, false};
    case Kind::kParameter: advance(); return Operand{Operand::Kind::kParameter, taken.text, false};
    case Kind::kKeyword:
      if (take_keyword("true")) return Operand{Operand::Kind::kBool, "true", true};
      if (take_keyword("false")) return Operand{Operand::Kind::kBool, "false", false};
      if (take_keyword("null")) return Operand{Operand::Kind::kNull, "null", false};
      if (take_keyword("default")) return other("*sqlparser.Default");
      return wrong();
    case Kind::kSign:
      if (is_sign("(")) return bracketed();
      if (is_sign("-") || is_sign("+") || is_sign("!") || is_sign("~")) return signed_number();
      return wrong();
    case Kind::kEnd:
    case Kind::kBad: break;
  }
  return wrong();
}

Result<Operand> FilterParser::bracketed() {
  SKALD_TRY(deeper());
  advance();
  auto inner = any_of();
  if (!inner) return inner.error();
  --depth_;
  SKALD_TRY(expect_sign(")"));
  return other("*sqlparser.ParenExpr");
}

/// A number with its sign, or an operation that filters cannot have.
Result<Operand> FilterParser::signed_number() {
  const std::string sign = token_.text;
  SKALD_TRY(deeper());
  advance();
  // Two minus signs begin a comment.
  const bool is_bracket = is_sign("(");
  auto value = is_bracket ? bracketed() : simple_operand();
  if (!value) return value;
  --depth_;
  const bool is_number = value->kind == Operand::Kind::kNumber && (sign == "-" || sign == "+");
  if (is_number) return Operand{Operand::Kind::kNumber, sign == "-" ? "-" + value->text : value->text, false};
  Operand result = other("*sqlparser.UnaryExpr");
  const bool is_string = value->kind == Operand::Kind::kString && sign != "!";
  if (is_string) result.text = "unary operator not supported in \"" + sign + "'" + value->text + "'\"";
  return result;
}

Result<Operand> FilterParser::column() {
  std::string text = token_.text;
  advance();
  if (is_sign("(")) return call();
  // At most a database's, a table's and a column's name.
  for (int more = 0; more < 2 && take_sign("."); ++more) {
    if (token_.kind != Kind::kName) return wrong();
    text += "." + token_.text;
    advance();
  }
  return Operand{Operand::Kind::kColumn, std::move(text), false};
}

Result<Operand> FilterParser::call() {
  SKALD_TRY(deeper());
  advance();
  if (!is_sign(")")) {
    auto arguments = operands();
    if (!arguments) return arguments.error();
  }
  --depth_;
  SKALD_TRY(expect_sign(")"));
  return other("*sqlparser.FuncExpr");
}

}  // namespace

Result<FilterClauses> parse_filter(std::string_view filter) { return FilterParser(filter).parse(); }

}  // namespace skald::service
