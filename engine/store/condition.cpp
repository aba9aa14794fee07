#include "engine/store/condition.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <algorithm>
#include <utility>

#include "engine/store/search_values.h"
#include "engine/store/store.h"

namespace skald::store {
namespace {

using api::AttributeValue;
using temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING;

/// Numbers by size, whatever they are kept as; texts by their bytes; numbers before texts.
int compare(const AttributeValue& a, const AttributeValue& b) {
  const auto* first = std::get_if<std::string>(&a);
  const auto* second = std::get_if<std::string>(&b);
  if (first != nullptr && second != nullptr) return first->compare(*second);
  if (first != nullptr || second != nullptr) return first != nullptr ? 1 : -1;
  // Exact for both: the longer format holds every integer of 64 bits.
  const auto number = [](const AttributeValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<long double>(*whole)
                            : static_cast<long double>(std::get<double>(value));
  };
  const long double x = number(a);
  const long double y = number(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

std::vector<AttributeValue> one(AttributeValue value) { return {std::move(value)}; }

std::vector<AttributeValue> text_or_nothing(const std::string& text) {
  return text.empty() ? std::vector<AttributeValue>() : one(text);
}

std::vector<AttributeValue> values_of_attribute(const std::string& name, const Visibility& run) {
  std::vector<AttributeValue> values;
  for (SearchValue& each : search_values(run.search_attributes)) {
    if (each.attribute == name) values.push_back(std::move(each.value));
  }
  return values;
}

// Of a closed run alone.
std::vector<AttributeValue> count_of(const Visibility& run, std::int64_t count) {
  return run.status == WORKFLOW_EXECUTION_STATUS_RUNNING ? std::vector<AttributeValue>() : one(count);
}

std::vector<AttributeValue> values_of(const Condition& test, const Visibility& run) {
  const bool is_root = run.root_workflow_id.empty();
  switch (test.field) {
    case Field::kWorkflowId: return one(run.workflow_id);
    case Field::kRunId: return one(run.run_id);
    case Field::kWorkflowType: return one(run.workflow_type);
    case Field::kTaskQueue: return one(run.task_queue);
    case Field::kStatus: return one(std::int64_t{run.status});
    case Field::kStartTime: return one(run.start_time);
    case Field::kExecutionTime: return one(run.execution_time);
    case Field::kCloseTime: return run.close_time == 0 ? std::vector<AttributeValue>() : one(run.close_time);
    case Field::kHistoryLength: return count_of(run, run.history_length);
    case Field::kHistorySizeBytes: return count_of(run, run.history_size_bytes);
    case Field::kStateTransitionCount: return count_of(run, run.state_transition_count);
    case Field::kExecutionDuration: return count_of(run, run.close_time - run.execution_time);
    case Field::kParentWorkflowId: return text_or_nothing(run.parent_workflow_id);
    case Field::kParentRunId: return text_or_nothing(run.parent_run_id);
    case Field::kRootWorkflowId: return one(is_root ? run.workflow_id : run.root_workflow_id);
    case Field::kRootRunId: return one(is_root ? run.run_id : run.root_run_id);
    case Field::kAttribute: return values_of_attribute(test.attribute, run);
  }
  return {};
}

bool is_among(const AttributeValue& value, const std::vector<AttributeValue>& values) {
  return std::any_of(values.begin(), values.end(),
                     [&](const AttributeValue& each) { return compare(value, each) == 0; });
}

bool starts_with(const AttributeValue& value, const AttributeValue& beginning) {
  return std::get<std::string>(value).rfind(std::get<std::string>(beginning), 0) == 0;
}

bool passes(const AttributeValue& value, const Condition& test) {
  const std::vector<AttributeValue>& wanted = test.values;
  switch (test.test) {
    case Test::kEqual: return compare(value, wanted[0]) == 0;
    case Test::kNotEqual: return compare(value, wanted[0]) != 0;
    case Test::kLess: return compare(value, wanted[0]) < 0;
    case Test::kLessOrEqual: return compare(value, wanted[0]) <= 0;
    case Test::kGreater: return compare(value, wanted[0]) > 0;
    case Test::kGreaterOrEqual: return compare(value, wanted[0]) >= 0;
    case Test::kIn: return is_among(value, wanted);
    case Test::kNotIn: return !is_among(value, wanted);
    case Test::kBetween: return compare(value, wanted[0]) >= 0 && compare(value, wanted[1]) <= 0;
    case Test::kNotBetween: return compare(value, wanted[0]) < 0 || compare(value, wanted[1]) > 0;
    case Test::kStartsWith: return starts_with(value, wanted[0]);
    case Test::kNotStartsWith: return !starts_with(value, wanted[0]);
    case Test::kIsThere: return true;
    case Test::kIsMissing: return false;
  }
  return false;
}

bool has_phrase(const AttributeValue& value, const std::vector<AttributeValue>& phrases) {
  const std::string& text = std::get<std::string>(value);
  return std::any_of(phrases.begin(), phrases.end(), [&](const AttributeValue& phrase) {
    return text.find(std::get<std::string>(phrase)) != std::string::npos;
  });
}

// Of attributes with several values the negative tests deny the positive one.
bool passes_one_of_many(const std::vector<AttributeValue>& values, const Condition& test) {
  const bool is_text = test.type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_TEXT;
  return std::any_of(values.begin(), values.end(), [&](const AttributeValue& value) {
    return is_text ? has_phrase(value, test.values) : is_among(value, test.values);
  });
}

bool passes_test(const Condition& test, const Visibility& run) {
  const std::vector<AttributeValue> values = values_of(test, run);
  if (test.test == Test::kIsMissing) return values.empty();
  if (test.test == Test::kIsThere) return !values.empty();
  if (test.field == Field::kAttribute && has_many_values(test.type)) {
    const bool is_negative = test.test == Test::kNotEqual || test.test == Test::kNotIn;
    return passes_one_of_many(values, test) != is_negative;
  }
  return !values.empty() && passes(values[0], test);
}

}  // namespace

bool fits(const Condition& condition, const Visibility& run) {
  const auto part_fits = [&](const Condition& part) { return fits(part, run); };
  const std::vector<Condition>& parts = condition.parts;
  switch (condition.kind) {
    case Condition::Kind::kAnd: return std::all_of(parts.begin(), parts.end(), part_fits);
    case Condition::Kind::kOr: return std::any_of(parts.begin(), parts.end(), part_fits);
    case Condition::Kind::kTest: return passes_test(condition, run);
  }
  return false;
}

bool has_many_values(temporal::api::enums::v1::IndexedValueType type) {
  return type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD_LIST ||
         type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_TEXT;
}

Condition test_of(Field field, Test test, std::vector<AttributeValue> values) {
  Condition condition;
  condition.field = field;
  condition.test = test;
  condition.values = std::move(values);
  return condition;
}

Condition test_of(std::string attribute, temporal::api::enums::v1::IndexedValueType type, Test test,
                  std::vector<AttributeValue> values) {
  Condition condition = test_of(Field::kAttribute, test, std::move(values));
  condition.attribute = std::move(attribute);
  condition.type = type;
  return condition;
}

Condition all_of(std::vector<Condition> parts) {
  Condition condition;
  condition.kind = Condition::Kind::kAnd;
  condition.parts = std::move(parts);
  return condition;
}

}  // namespace skald::store
