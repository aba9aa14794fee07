#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/api/search_attribute_value.h"

namespace skald::store {

struct Visibility;

/// What of a run a test looks at. Numbers and times of a run that is open or has none are missing, as the
/// server has them (temporal-server.md 3.17).
enum class Field {
  kWorkflowId,
  kRunId,
  kWorkflowType,
  kTaskQueue,
  kStatus,     ///< temporal.api.enums.v1.WorkflowExecutionStatus
  kStartTime,  ///< times and durations in nanoseconds
  kExecutionTime,
  kCloseTime,
  kHistoryLength,
  kHistorySizeBytes,
  kStateTransitionCount,
  kExecutionDuration,
  kParentWorkflowId,
  kParentRunId,
  kRootWorkflowId,
  kRootRunId,
  kAttribute,  ///< the search attribute that the condition names
};

/// How a test compares. There is no negation: whoever makes a condition turns the tests under it round.
enum class Test {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kIn,
  kNotIn,
  kBetween,
  kNotBetween,
  kIsMissing,
  kIsThere,
  kStartsWith,
  kNotStartsWith,
};

/// A condition on runs: tests joined by AND and OR. A test of something that is missing fails, except
/// kIsMissing, and the negative tests of attributes with several values (KeywordList, Text).
struct Condition {
  enum class Kind { kAnd, kOr, kTest } kind = Kind::kTest;
  /// Of kAnd (none: true) and kOr (none: false).
  std::vector<Condition> parts;

  // Of kTest:
  Field field = Field::kWorkflowId;
  std::string attribute;
  temporal::api::enums::v1::IndexedValueType type = temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD;
  Test test = Test::kEqual;
  /// Whole numbers also for Double and fractions also for Int are compared as numbers. Of Text: phrases, of
  /// which one has to be in it.
  std::vector<api::AttributeValue> values;
};

/// Whether a run fits. The plain meaning of a condition: SQL is compared with it.
bool fits(const Condition& condition, const Visibility& run);

/// A test of what every run has.
Condition test_of(Field field, Test test, std::vector<api::AttributeValue> values);
/// A test of a search attribute.
Condition test_of(std::string attribute, temporal::api::enums::v1::IndexedValueType type, Test test,
                  std::vector<api::AttributeValue> values);
/// All of them.
Condition all_of(std::vector<Condition> parts);

/// Attributes of these types may have several values.
bool has_many_values(temporal::api::enums::v1::IndexedValueType type);

}  // namespace skald::store
