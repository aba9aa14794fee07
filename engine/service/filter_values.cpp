#include "engine/service/filter_values.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "engine/base/duration_text.h"

namespace skald::service {
namespace {

using api::AttributeValue;
namespace enums = temporal::api::enums::v1;

/// What was written, before it is known what it is for.
using Literal = std::variant<std::string, std::int64_t, double, bool>;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array<const char*, 9> kStatuses{"Unspecified",    "Running",  "Completed",
                                               "Failed",         "Canceled", "Terminated",
                                               "ContinuedAsNew", "TimedOut", "Paused"};

Error invalid(std::string why) {
  return {Code::kInvalidArgument, "invalid expression: " + std::move(why), {}};
}

Result<Literal> number_of(const std::string& text) {
  const char* begin = text.data() + (text.front() == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(begin, end, whole); read.ec == std::errc() && read.ptr == end) {
    return Literal(whole);
  }
  const bool is_hex = text.find_first_of("xX") != std::string::npos;
  char* stop = nullptr;
  const double fraction = std::strtod(text.c_str(), &stop);
  if (is_hex || stop != text.c_str() + text.size() || !std::isfinite(fraction)) {
    return invalid("unable to parse value \"" + text + "\"");
  }
  return Literal(fraction);
}

Result<Literal> literal_of(const FilterOperand& operand) {
  switch (operand.kind) {
    case FilterOperand::Kind::kString: return Literal(operand.text);
    case FilterOperand::Kind::kNumber: return number_of(operand.text);
    case FilterOperand::Kind::kBool: return Literal(operand.truth);
    case FilterOperand::Kind::kParameter: return invalid("unable to parse value \"" + operand.text + "\"");
    case FilterOperand::Kind::kNull: return invalid("unexpected value type *sqlparser.NullVal");
    case FilterOperand::Kind::kColumn:
      return Error{Code::kInvalidArgument,
                   "operation is not supported: column name on the right side of comparison expression (did "
                   "you forget to quote \"" +
                       operand.text + "\"?)",
                   {}};
    case FilterOperand::Kind::kOther: break;
  }
  const bool is_type = operand.text.front() == '*';
  return invalid(is_type ? "unexpected value type " + operand.text : operand.text);
}

std::string fraction_text(double fraction) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), fraction);
  return {text.data(), written.ptr};
}

/// With its type, as the server's messages show a value.
std::string shown(const Literal& literal) {
  if (const auto* text = std::get_if<std::string>(&literal)) return "\"" + *text + "\" (type: string)";
  if (const auto* whole = std::get_if<std::int64_t>(&literal)) {
    return std::to_string(*whole) + " (type: int64)";
  }
  if (const auto* truth = std::get_if<bool>(&literal))
    return std::string(*truth ? "true" : "false") + " (type: bool)";
  return fraction_text(std::get<double>(literal)) + " (type: float64)";
}

Error unfit(const std::string& attribute, core::AttributeType type, const Literal& literal) {
  return invalid("invalid value type for search attribute " + attribute + " of type " +
                 std::string(api::attribute_type_name(type)) + ": " + shown(literal));
}

Error unexpected_fraction(const std::string& attribute) {
  return invalid("unexpected value type float64 for search attribute " + attribute);
}

Result<AttributeValue> status_value(const Literal& literal) {
  const std::string attribute = "ExecutionStatus";
  if (const auto* text = std::get_if<std::string>(&literal)) {
    for (std::size_t status = 1; status < kStatuses.size(); ++status) {
      if (*text == kStatuses[status]) return AttributeValue(static_cast<std::int64_t>(status));
    }
    enums::WorkflowExecutionStatus status{};
    if (enums::WorkflowExecutionStatus_Parse(*text, &status)) {
      return AttributeValue(static_cast<std::int64_t>(status));
    }
    return invalid("invalid " + attribute + " value '" + *text + "'");
  }
  if (const auto* whole = std::get_if<std::int64_t>(&literal)) {
    const bool is_known = *whole >= 0 && *whole < static_cast<std::int64_t>(kStatuses.size());
    if (is_known) return AttributeValue(*whole);
    return invalid("invalid " + attribute + " value " + std::to_string(*whole));
  }
  if (std::holds_alternative<double>(literal)) return unexpected_fraction(attribute);
  return unfit(attribute, enums::INDEXED_VALUE_TYPE_KEYWORD, literal);
}

/// "01:30:00": hours, minutes and seconds.
std::optional<std::int64_t> clock_duration(const std::string& text) {
  std::array<std::int64_t, 3> parts{};
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ':')) return std::nullopt;
    const auto read = std::from_chars(at, end, parts[i]);
    if (read.ec != std::errc() || parts[i] < 0) return std::nullopt;
    at = read.ptr;
  }
  constexpr std::int64_t kMostHours = 1'000'000;
  if (at != end || parts[0] > kMostHours || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * kSecond;
}

/// "1d12h": days, which Go's durations do not have, may come first.
std::optional<std::int64_t> text_duration(const std::string& text) {
  constexpr std::int64_t kMostDays = 100'000;
  std::int64_t days = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
  const char* end = text.data() + text.size();
  const bool has_days =
      read.ec == std::errc() && read.ptr != end && *read.ptr == 'd' && std::abs(days) <= kMostDays;
  if (!has_days) {
    const auto duration = parse_duration(text);
    return duration ? std::optional(duration->count()) : std::nullopt;
  }
  const std::string rest(read.ptr + 1, end);
  const auto duration = rest.empty() ? std::optional(Duration::zero()) : parse_duration(rest);
  if (!duration) return std::nullopt;
  return days * 24 * 3600 * kSecond + (days < 0 ? -duration->count() : duration->count());
}

Result<AttributeValue> duration_value(const Literal& literal) {
  const std::string attribute = "ExecutionDuration";
  if (const auto* whole = std::get_if<std::int64_t>(&literal)) return AttributeValue(*whole);
  if (std::holds_alternative<double>(literal)) return unexpected_fraction(attribute);
  const auto* text = std::get_if<std::string>(&literal);
  if (text == nullptr) return unfit(attribute, enums::INDEXED_VALUE_TYPE_INT, literal);
  std::int64_t whole = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, whole);
  if (read.ec == std::errc() && read.ptr == end) return AttributeValue(whole);
  if (const auto duration = text_duration(*text)) return AttributeValue(*duration);
  if (const auto duration = clock_duration(*text)) return AttributeValue(*duration);
  return invalid("invalid duration value for search attribute " + attribute + ": " + *text);
}

Result<AttributeValue> datetime_value(const std::string& attribute, const Literal& literal) {
  if (const auto* whole = std::get_if<std::int64_t>(&literal)) return AttributeValue(*whole);
  const auto* text = std::get_if<std::string>(&literal);
  if (text == nullptr) return unfit(attribute, enums::INDEXED_VALUE_TYPE_DATETIME, literal);
  if (const auto time = api::parse_datetime(*text)) return AttributeValue(*time);
  return invalid("unable to parse datetime '" + *text + "'");
}

}  // namespace

Result<AttributeValue> filter_value(const std::string& attribute, core::AttributeType type,
                                    const FilterOperand& operand) {
  auto literal = literal_of(operand);
  if (!literal) return literal.error();
  if (attribute == "ExecutionStatus") return status_value(*literal);
  if (attribute == "ExecutionDuration") return duration_value(*literal);
  switch (type) {
    case enums::INDEXED_VALUE_TYPE_DATETIME: return datetime_value(attribute, *literal);
    case enums::INDEXED_VALUE_TYPE_INT:
    case enums::INDEXED_VALUE_TYPE_DOUBLE:
      if (const auto* whole = std::get_if<std::int64_t>(&*literal)) return AttributeValue(*whole);
      if (const auto* fraction = std::get_if<double>(&*literal)) return AttributeValue(*fraction);
      break;
    case enums::INDEXED_VALUE_TYPE_BOOL:
      if (const auto* truth = std::get_if<bool>(&*literal))
        return AttributeValue(std::int64_t{*truth ? 1 : 0});
      break;
    default:
      if (const auto* text = std::get_if<std::string>(&*literal)) return AttributeValue(*text);
      break;
  }
  return unfit(attribute, type, *literal);
}

std::string status_name(std::int64_t status) {
  const auto index = static_cast<std::size_t>(status);
  return index < kStatuses.size() ? kStatuses[index] : std::to_string(status);
}

}  // namespace skald::service
