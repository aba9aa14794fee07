#include "engine/store/sqlite/condition_sql.h"

#include <utility>

#include "engine/store/sqlite/uuid_bytes.h"

namespace skald::store {
namespace {

using api::AttributeValue;

constexpr char kTrue[] = "1";
constexpr char kFalse[] = "0";

// A UUID is kept as its bytes.
std::string id_text(const std::string& column) {
  const auto part = [&](const char* range) { return "substr(hex(" + column + ")," + range + ")"; };
  return "CASE typeof(" + column + ") WHEN 'blob' THEN lower(" + part("1,8") + "||'-'||" + part("9,4") +
         "||'-'||" + part("13,4") + "||'-'||" + part("17,4") + "||'-'||" + part("21") + ") ELSE " + column +
         " END";
}

/// A column of the run's row in families; NULL if it has none.
std::string family(const std::string& column) {
  return "(SELECT " + column + " FROM families WHERE families.run = runs.run)";
}

/// What a field is in table runs; missing is NULL. WorkflowType, TaskQueue and attributes are not of it.
std::string column_of(Field field) {
  switch (field) {
    case Field::kWorkflowId: return "workflow_id";
    case Field::kRunId: return id_text("run_id");
    case Field::kWorkflowType: return "type";
    case Field::kTaskQueue: return "task_queue";
    case Field::kStatus: return "status";
    case Field::kStartTime: return "start_time_ns";
    case Field::kExecutionTime: return "(start_time_ns + start_delay_ns)";
    case Field::kCloseTime: return "nullif(close_time_ns, 0)";
    case Field::kHistoryLength: return "CASE WHEN status != 1 THEN history_length END";
    case Field::kHistorySizeBytes: return "CASE WHEN status != 1 THEN history_size END";
    case Field::kStateTransitionCount: return "CASE WHEN status != 1 THEN transitions END";
    case Field::kExecutionDuration:
      return "CASE WHEN status != 1 THEN close_time_ns - start_time_ns - start_delay_ns END";
    case Field::kParentWorkflowId: return family("nullif(parent_workflow_id, '')");
    case Field::kParentRunId: return family("nullif(" + id_text("parent_run_id") + ", '')");
    case Field::kRootWorkflowId: return "coalesce(" + family("root_workflow_id") + ", workflow_id)";
    case Field::kRootRunId:
      return "coalesce(" + family(id_text("root_run_id")) + ", " + id_text("run_id") + ")";
    case Field::kAttribute: break;
  }
  return "NULL";
}

Sql sql(std::string text) { return {std::move(text), {}}; }

/// `column` compared as a test says.
Sql comparison(const std::string& column, Test test, const std::vector<AttributeValue>& values) {
  const auto with = [&](const char* operation) { return sql(column + operation).add_value(values[0]); };
  const auto beginning = [&](const char* operation) {
    const std::string length = std::to_string(std::get<std::string>(values[0]).size());
    return sql("substr(CAST(" + column + " AS BLOB), 1, " + length + ")" + operation + "CAST(")
        .add_value(values[0])
        .add(" AS BLOB)");
  };
  switch (test) {
    case Test::kEqual: return with(" = ");
    case Test::kNotEqual: return with(" != ");
    case Test::kLess: return with(" < ");
    case Test::kLessOrEqual: return with(" <= ");
    case Test::kGreater: return with(" > ");
    case Test::kGreaterOrEqual: return with(" >= ");
    case Test::kIn: return sql(column + " IN ").add_list(values);
    case Test::kNotIn: return sql(column + " NOT IN ").add_list(values);
    case Test::kBetween: return with(" BETWEEN ").add(" AND ").add_value(values[1]);
    case Test::kNotBetween: return with(" NOT BETWEEN ").add(" AND ").add_value(values[1]);
    case Test::kStartsWith: return beginning(" = ");
    case Test::kNotStartsWith: return beginning(" != ");
    case Test::kIsThere: return sql(column + " IS NOT NULL");
    case Test::kIsMissing: return sql(column + " IS NULL");
  }
  return sql(kFalse);
}

bool is_equality(Test test) { return test == Test::kEqual || test == Test::kIn; }

/// Of a column that holds numbers of names. Equality needs no look at the names of all runs.
Result<Sql> name_test(const Connection& connection, Names& names, const Condition& test) {
  const std::string column = column_of(test.field);
  if (test.test == Test::kIsThere) return sql(kTrue);
  if (test.test == Test::kIsMissing) return sql(kFalse);
  if (!is_equality(test.test)) {
    return sql(column + " IN (SELECT id FROM names WHERE ")
        .add(comparison("name", test.test, test.values))
        .add(")");
  }
  std::vector<AttributeValue> ids;
  for (const AttributeValue& value : test.values) {
    auto id = names.find(connection, std::get<std::string>(value));
    if (!id) return id.error();
    ids.emplace_back(*id);  // 0: no run has it
  }
  return sql(column + " IN ").add_list(ids);
}

/// As name_test for run ids.
Sql run_id_test(const Condition& test) {
  if (!is_equality(test.test)) return comparison(column_of(test.field), test.test, test.values);
  Sql result = sql("run_id IN (");
  for (const AttributeValue& value : test.values) {
    if (result.text.back() != '(') result.add(", ");
    const auto bytes = uuid_bytes(std::get<std::string>(value));
    if (!bytes) {
      result.add_value(value);
      continue;
    }
    constexpr char kHex[] = "0123456789abcdef";
    std::string literal = "x'";
    for (const char byte : std::string_view(bytes->data(), bytes->size())) {
      const auto number = static_cast<unsigned char>(byte);
      literal += {kHex[number >> 4], kHex[number & 0x0f]};
    }
    result.add(literal + "'");
  }
  return result.add(")");
}

/// That a value of a Text has one of the phrases.
Sql phrases_test(const std::vector<AttributeValue>& phrases) {
  if (phrases.empty()) return sql(kFalse);  // nothing but signs was asked for
  Sql result = sql("(");
  for (const AttributeValue& phrase : phrases) {
    if (result.text.size() > 1) result.add(" OR ");
    result.add("instr(value, ").add_value(phrase).add(") > 0");
  }
  return result.add(")");
}

Result<Sql> attribute_test(const Connection& connection, Names& names, const Condition& test) {
  auto id = names.find(connection, test.attribute);
  if (!id) return id.error();
  const bool has_many = has_many_values(test.type);
  const bool denies = test.test == Test::kIsMissing ||
                      (has_many && (test.test == Test::kNotEqual || test.test == Test::kNotIn));
  if (*id == 0) return sql(denies ? kTrue : kFalse);  // no run has ever had it
  Sql result = sql(std::string(denies ? "NOT " : "") +
                   "EXISTS (SELECT 1 FROM search_values WHERE search_values.run = runs.run AND attribute = " +
                   std::to_string(*id));
  if (test.test == Test::kIsMissing || test.test == Test::kIsThere) return result.add(")");
  result.add(" AND ");
  if (test.type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_TEXT) {
    result.add(phrases_test(test.values));
  } else if (has_many) {
    result.add(comparison("value", Test::kIn, test.values));
  } else {
    result.add(comparison("value", test.test, test.values));
  }
  return result.add(")");
}

Result<Sql> test_sql(const Connection& connection, Names& names, const Condition& test) {
  switch (test.field) {
    case Field::kWorkflowType:
    case Field::kTaskQueue: return name_test(connection, names, test);
    case Field::kRunId: return run_id_test(test);
    case Field::kAttribute: return attribute_test(connection, names, test);
    default: return comparison(column_of(test.field), test.test, test.values);
  }
}

/// Joined in halves: SQLite limits how deep an expression may be.
Sql joined(const std::vector<Sql>& parts, std::size_t begin, std::size_t end, const char* operation) {
  if (end - begin == 1) return parts[begin];
  const std::size_t middle = begin + (end - begin) / 2;
  return sql("(")
      .add(joined(parts, begin, middle, operation))
      .add(operation)
      .add(joined(parts, middle, end, operation))
      .add(")");
}

}  // namespace

Sql& Sql::add(const Sql& other) {
  text += other.text;
  values.insert(values.end(), other.values.begin(), other.values.end());
  return *this;
}

Sql& Sql::add(const std::string& more) {
  text += more;
  return *this;
}

Sql& Sql::add_value(AttributeValue value) {
  text += "?";
  values.push_back(std::move(value));
  return *this;
}

Sql& Sql::add_list(const std::vector<AttributeValue>& list) {
  text += "(";
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ", ";
    add_value(list[i]);
  }
  return add(")");
}

Result<Sql> condition_sql(const Connection& connection, Names& names, const Condition& condition) {
  if (condition.kind == Condition::Kind::kTest) return test_sql(connection, names, condition);
  const bool is_and = condition.kind == Condition::Kind::kAnd;
  if (condition.parts.empty()) return sql(is_and ? kTrue : kFalse);
  std::vector<Sql> parts;
  for (const Condition& part : condition.parts) {
    auto made = condition_sql(connection, names, part);
    if (!made) return made.error();
    parts.push_back(*std::move(made));
  }
  return joined(parts, 0, parts.size(), is_and ? " AND " : " OR ");
}

}  // namespace skald::store
