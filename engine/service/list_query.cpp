#include "engine/service/list_query.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "engine/service/filter_syntax.h"
#include "engine/service/filter_values.h"
#include "engine/store/search_values.h"

namespace skald::service {
namespace {

using store::Condition;
using store::Field;
using store::Test;
namespace enums = temporal::api::enums::v1;

Error refused(const std::string& why) { return {Code::kInvalidArgument, "invalid query: " + why, {}}; }
Error unsupported(const std::string& what) { return refused("operation is not supported: " + what); }
Error invalid(const std::string& what) { return refused("invalid expression: " + what); }

/// What a name in a filter means.
struct Attribute {
  std::string name;
  core::AttributeType type{};
};

struct Operation {
  const char* name;
  Test test;
  Test denied;
};
constexpr std::array<Operation, 12> kOperations{
    {{"=", Test::kEqual, Test::kNotEqual},
     {"!=", Test::kNotEqual, Test::kEqual},
     {"<", Test::kLess, Test::kGreaterOrEqual},
     {"<=", Test::kLessOrEqual, Test::kGreater},
     {">", Test::kGreater, Test::kLessOrEqual},
     {">=", Test::kGreaterOrEqual, Test::kLess},
     {"IN", Test::kIn, Test::kNotIn},
     {"NOT IN", Test::kNotIn, Test::kIn},
     {"BETWEEN", Test::kBetween, Test::kNotBetween},
     {"NOT BETWEEN", Test::kNotBetween, Test::kBetween},
     {"STARTS_WITH", Test::kStartsWith, Test::kNotStartsWith},
     {"NOT STARTS_WITH", Test::kNotStartsWith, Test::kStartsWith}}};

const Operation* operation_of(const std::string& name) {
  for (const Operation& each : kOperations) {
    if (name == each.name) return &each;
  }
  return nullptr;
}

/// None: it is a search attribute that runs set.
std::optional<Field> field_of(const std::string& name) {
  static const std::map<std::string_view, Field> fields{
      {"WorkflowId", Field::kWorkflowId},
      {"RunId", Field::kRunId},
      {"WorkflowType", Field::kWorkflowType},
      {"TaskQueue", Field::kTaskQueue},
      {"ExecutionStatus", Field::kStatus},
      {"StartTime", Field::kStartTime},
      {"ExecutionTime", Field::kExecutionTime},
      {"CloseTime", Field::kCloseTime},
      {"HistoryLength", Field::kHistoryLength},
      {"HistorySizeBytes", Field::kHistorySizeBytes},
      {"StateTransitionCount", Field::kStateTransitionCount},
      {"ExecutionDuration", Field::kExecutionDuration},
      {"ParentWorkflowId", Field::kParentWorkflowId},
      {"ParentRunId", Field::kParentRunId},
      {"RootWorkflowId", Field::kRootWorkflowId},
      {"RootRunId", Field::kRootRunId}};
  const auto found = fields.find(name);
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

bool is_allowed(core::AttributeType type, Test test) {
  const bool is_equality = test == Test::kEqual || test == Test::kNotEqual;
  const bool is_beginning = test == Test::kStartsWith || test == Test::kNotStartsWith;
  switch (type) {
    case enums::INDEXED_VALUE_TYPE_TEXT: return is_equality;
    case enums::INDEXED_VALUE_TYPE_KEYWORD_LIST:
      return is_equality || test == Test::kIn || test == Test::kNotIn;
    case enums::INDEXED_VALUE_TYPE_KEYWORD: return true;
    default: return !is_beginning;
  }
}

bool has_ranges(core::AttributeType type) {
  return type != enums::INDEXED_VALUE_TYPE_TEXT && type != enums::INDEXED_VALUE_TYPE_KEYWORD_LIST &&
         type != enums::INDEXED_VALUE_TYPE_BOOL;
}

/// The phrases of a text that is looked for: what stands between blanks, each.
std::vector<api::AttributeValue> phrases_of(const std::string& text) {
  std::vector<api::AttributeValue> phrases;
  std::size_t end = 0;
  for (std::size_t begin = 0; (begin = text.find_first_not_of(" \t\r\n", end)) != std::string::npos;) {
    end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    std::string words = store::words(std::string_view(text).substr(begin, end - begin));
    if (!words.empty()) phrases.emplace_back(std::move(words));
  }
  return phrases;
}

const char* type_of(const FilterOperand& operand) {
  switch (operand.kind) {
    case FilterOperand::Kind::kBool: return "sqlparser.BoolVal";
    case FilterOperand::Kind::kNull: return "*sqlparser.NullVal";
    case FilterOperand::Kind::kOther:
      return operand.text.front() == '*' ? operand.text.c_str() : "*sqlparser.UnaryExpr";
    default: return "*sqlparser.SQLVal";
  }
}

/// Turns what is written into what it means. NOT is taken down to the tests: a test of something that is
/// missing then fails either way, as in SQL.
class Meaning {
 public:
  explicit Meaning(const core::SearchAttributeTypes& types) : types_(types) {}

  Result<Condition> condition(const FilterSyntax& syntax, bool is_denied);
  Result<Attribute> attribute(const FilterOperand& operand);
  /// The filter spoke of divisions.
  bool has_division() const { return has_division_; }

 private:
  Result<Condition> joined(const FilterSyntax& syntax, bool is_denied);
  Result<Condition> comparison(const FilterSyntax& syntax, bool is_denied);
  Result<Condition> is_test(const FilterSyntax& syntax, bool is_denied);
  static Condition test(const Attribute& left, Test test, std::vector<api::AttributeValue> values);

  const core::SearchAttributeTypes& types_;
  bool has_division_ = false;
};

Result<Condition> Meaning::condition(const FilterSyntax& syntax, bool is_denied) {
  switch (syntax.kind) {
    case FilterSyntax::Kind::kAnd:
    case FilterSyntax::Kind::kOr: return joined(syntax, is_denied);
    case FilterSyntax::Kind::kNot: return condition(syntax.parts[0], !is_denied);
    case FilterSyntax::Kind::kComparison: return comparison(syntax, is_denied);
    case FilterSyntax::Kind::kIs: return is_test(syntax, is_denied);
    case FilterSyntax::Kind::kOperand: break;
  }
  if (syntax.left.kind == FilterOperand::Kind::kColumn) return invalid("incomplete expression");
  return unsupported(std::string("expression of type ") + type_of(syntax.left));
}

Result<Condition> Meaning::joined(const FilterSyntax& syntax, bool is_denied) {
  Condition result;
  const bool is_and = (syntax.kind == FilterSyntax::Kind::kAnd) != is_denied;
  result.kind = is_and ? Condition::Kind::kAnd : Condition::Kind::kOr;
  for (const FilterSyntax& part : syntax.parts) {
    auto meant = condition(part, is_denied);
    if (!meant) return meant;
    result.parts.push_back(*std::move(meant));
  }
  return result;
}

Result<Attribute> Meaning::attribute(const FilterOperand& operand) {
  if (operand.kind != FilterOperand::Kind::kColumn) {
    return invalid(std::string("must be a column name but was ") + type_of(operand));
  }
  constexpr std::string_view kPrefix = "Temporal";
  std::string name = operand.text;
  auto type = types_.find(name);
  if (!type && name == "ScheduleId") {
    name = "WorkflowId";
    type = types_.find(name);
  }
  if (!type) {
    // Those of every namespace have the prefix or not.
    const bool has_prefix = name.rfind(kPrefix, 0) == 0;
    name = has_prefix ? name.substr(kPrefix.size()) : std::string(kPrefix) + name;
    type = core::SearchAttributeTypes().find(name);
  }
  if (!type) return refused("invalid search attribute: " + operand.text);
  if (name == store::kNamespaceDivision) has_division_ = true;
  return Attribute{std::move(name), *type};
}

Condition Meaning::test(const Attribute& left, Test test, std::vector<api::AttributeValue> values) {
  if (const auto field = field_of(left.name)) return store::test_of(*field, test, std::move(values));
  return store::test_of(left.name, left.type, test, std::move(values));
}

Result<Condition> Meaning::comparison(const FilterSyntax& syntax, bool is_denied) {
  auto left = attribute(syntax.left);
  if (!left) return left.error();
  std::vector<api::AttributeValue> values;
  for (const FilterOperand& operand : syntax.right) {
    auto value = filter_value(left->name, left->type, operand);
    if (!value) return refused(value.error().message);
    values.push_back(*std::move(value));
  }
  const Operation* operation = operation_of(syntax.operation);
  const bool is_range =
      operation != nullptr && (operation->test == Test::kBetween || operation->test == Test::kNotBetween);
  if (is_range && !has_ranges(left->type)) {
    return invalid("cannot do range condition on search attribute '" + syntax.left.text + "' of type " +
                   std::string(api::attribute_type_name(left->type)));
  }
  if (operation == nullptr || !is_allowed(left->type, operation->test)) {
    return unsupported("operator '" + syntax.operation + "' not supported for " +
                       std::string(api::attribute_type_name(left->type)) + " type search attribute '" +
                       syntax.left.text + "'");
  }
  const Test meant = is_denied ? operation->denied : operation->test;
  if (left->type == enums::INDEXED_VALUE_TYPE_TEXT) {
    const std::string& text = std::get<std::string>(values[0]);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
      return invalid("no tokens found filtering on Text type search attribute " + left->name);
    }
    values = phrases_of(text);
  }
  return test(*left, meant, std::move(values));
}

Result<Condition> Meaning::is_test(const FilterSyntax& syntax, bool is_denied) {
  auto left = attribute(syntax.left);
  if (!left) return left.error();
  const bool asks_for_missing = syntax.operation == "NULL";
  if (!asks_for_missing && syntax.operation != "NOT NULL") {
    return invalid("'IS' operator can only be used as 'IS NULL' or 'IS NOT NULL'");
  }
  return test(*left, asks_for_missing != is_denied ? Test::kIsMissing : Test::kIsThere, {});
}

Result<std::optional<store::GroupBy>> group_of(const std::vector<FilterOperand>& fields, Meaning& meaning) {
  if (fields.empty()) return std::optional<store::GroupBy>();
  if (fields.size() > 1) return unsupported("'GROUP BY' clause supports only a single field");
  auto field = meaning.attribute(fields[0]);
  if (!field) return field.error();
  if (field->name == "ExecutionStatus") return std::optional(store::GroupBy::kStatus);
  if (field->name == store::kNamespaceDivision) return std::optional(store::GroupBy::kDivision);
  return unsupported("'GROUP BY' clause is not supported for search attribute " + fields[0].text);
}

}  // namespace

Result<ListQuery> parse_list_query(const std::string& namespace_name, const std::string& query,
                                   const core::SearchAttributeTypes& types) {
  auto written = parse_filter(query);
  if (!written) return refused("malformed SQL query: " + written.error().message);
  if (written->has_limit) return unsupported("'LIMIT' clause");
  Meaning meaning(types);
  std::vector<Condition> needed;
  if (written->condition) {
    auto condition = meaning.condition(*written->condition, false);
    if (!condition) return condition.error();
    needed.push_back(*std::move(condition));
  }
  if (written->has_order) return unsupported("'ORDER BY' clause");
  ListQuery result;
  auto group = group_of(written->group_by, meaning);
  if (!group) return group.error();
  result.group = *group;
  if (!meaning.has_division()) {
    needed.push_back(
        store::test_of(store::kNamespaceDivision, enums::INDEXED_VALUE_TYPE_KEYWORD, Test::kIsMissing, {}));
  }
  result.filter = {namespace_name, store::all_of(std::move(needed))};
  return result;
}

}  // namespace skald::service
