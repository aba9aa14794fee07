#include "tests/store/random_conditions.h"

#include <array>
#include <utility>

#include "engine/store/search_values.h"
#include "tests/store/run_story.h"

namespace skald::store {
namespace {

namespace enums = temporal::api::enums::v1;
using api::AttributeValue;
using Attributes = temporal::api::common::v1::SearchAttributes;

std::size_t pick(std::mt19937& random, std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
}

const std::array<std::string, 5> kWords{"a", "b", "ab", "B", "hello world"};

std::string word(std::mt19937& random) { return kWords[pick(random, kWords.size())]; }

std::string time_text(std::size_t day) { return "2026-01-0" + std::to_string(1 + day) + "T00:00:00Z"; }

std::vector<AttributeValue> values(std::size_t count, auto make) {
  std::vector<AttributeValue> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(make());
  return result;
}

std::size_t values_of(Test test, std::mt19937& random) {
  switch (test) {
    case Test::kIsMissing:
    case Test::kIsThere: return 0;
    case Test::kBetween:
    case Test::kNotBetween: return 2;
    case Test::kIn:
    case Test::kNotIn: return 1 + pick(random, 3);
    default: return 1;
  }
}

Test any_test(std::mt19937& random, bool has_beginnings) {
  constexpr std::array<Test, 14> kTests{
      Test::kEqual,          Test::kNotEqual, Test::kLess,       Test::kLessOrEqual,  Test::kGreater,
      Test::kGreaterOrEqual, Test::kIn,       Test::kNotIn,      Test::kBetween,      Test::kNotBetween,
      Test::kIsMissing,      Test::kIsThere,  Test::kStartsWith, Test::kNotStartsWith};
  return kTests[pick(random, has_beginnings ? 14 : 12)];
}

Condition text_test(std::mt19937& random) {
  constexpr std::array<Field, 8> kFields{
      Field::kWorkflowId,       Field::kRunId,       Field::kWorkflowType,   Field::kTaskQueue,
      Field::kParentWorkflowId, Field::kParentRunId, Field::kRootWorkflowId, Field::kRootRunId};
  const Test test = any_test(random, true);
  const auto text = [&]() -> AttributeValue {
    switch (pick(random, 6)) {
      case 0: return "order-" + std::to_string(pick(random, 12));
      case 1: return sample_uuid(1 + pick(random, 30));
      case 2: return std::string("ship");
      case 3: return "root of order-" + std::to_string(pick(random, 12));
      case 4: return std::string("custom-");
      default: return std::string(pick(random, 2) == 0 ? "orders" : "root-run");
    }
  };
  return test_of(kFields[pick(random, kFields.size())], test, values(values_of(test, random), text));
}

Condition number_test(std::mt19937& random) {
  constexpr std::array<Field, 8> kFields{Field::kStatus,
                                         Field::kStartTime,
                                         Field::kExecutionTime,
                                         Field::kCloseTime,
                                         Field::kHistoryLength,
                                         Field::kHistorySizeBytes,
                                         Field::kStateTransitionCount,
                                         Field::kExecutionDuration};
  const Test test = any_test(random, false);
  const auto number = [&]() -> AttributeValue {
    if (pick(random, 8) == 0) return 2.5;
    return static_cast<std::int64_t>(pick(random, pick(random, 4) == 0 ? 800 : 12));
  };
  return test_of(kFields[pick(random, kFields.size())], test, values(values_of(test, random), number));
}

Condition keyword_test(std::mt19937& random) {
  const Test test = any_test(random, true);
  const char* name = pick(random, 4) == 0 ? kNamespaceDivision : pick(random, 6) == 0 ? "Nobody" : "AKeyword";
  return test_of(name, enums::INDEXED_VALUE_TYPE_KEYWORD, test,
                 values(values_of(test, random), [&] { return AttributeValue(word(random)); }));
}

Condition many_test(std::mt19937& random) {
  const bool is_text = pick(random, 2) == 0;
  constexpr std::array<Test, 6> kTests{Test::kEqual,   Test::kNotEqual, Test::kIsMissing,
                                       Test::kIsThere, Test::kIn,       Test::kNotIn};
  const Test test = kTests[pick(random, is_text ? 4 : 6)];
  return test_of(is_text ? "AText" : "AList",
                 is_text ? enums::INDEXED_VALUE_TYPE_TEXT : enums::INDEXED_VALUE_TYPE_KEYWORD_LIST, test,
                 values(values_of(test, random),
                        [&] { return AttributeValue(is_text ? words(word(random)) : word(random)); }));
}

Condition typed_test(std::mt19937& random) {
  const Test test = any_test(random, false);
  const std::size_t count = values_of(test, random);
  const auto small = [&] { return static_cast<std::int64_t>(pick(random, 5)); };
  switch (pick(random, 4)) {
    case 0:
      return test_of("AInt", enums::INDEXED_VALUE_TYPE_INT, test, values(count, [&]() -> AttributeValue {
                       if (pick(random, 3) == 0) return static_cast<double>(small()) / 2;
                       return small();
                     }));
    case 1:
      return test_of("ADouble", enums::INDEXED_VALUE_TYPE_DOUBLE, test,
                     values(count, [&]() -> AttributeValue {
                       if (pick(random, 3) == 0) return small();
                       return static_cast<double>(small()) / 2;
                     }));
    case 2:
      return test_of("ABool", enums::INDEXED_VALUE_TYPE_BOOL, test,
                     values(count, [&] { return AttributeValue(small() % 2); }));
    default:
      return test_of("ATime", enums::INDEXED_VALUE_TYPE_DATETIME, test, values(count, [&] {
                       return AttributeValue(*api::parse_datetime(time_text(pick(random, 5))));
                     }));
  }
}

}  // namespace

temporal::api::common::v1::Payload json_payload(const std::string& data, const std::string& type) {
  temporal::api::common::v1::Payload payload;
  payload.set_data(data);
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  (*payload.mutable_metadata())["type"] = type;
  return payload;
}

std::string random_attributes(std::mt19937& random) {
  Attributes attributes;
  auto& fields = *attributes.mutable_indexed_fields();
  const auto some = [&] { return pick(random, 3) != 0; };
  const auto quoted = [&] { return "\"" + word(random) + "\""; };
  if (some()) fields["AKeyword"] = json_payload(quoted(), "Keyword");
  if (some()) fields["AInt"] = json_payload(std::to_string(pick(random, 5)), "Int");
  if (some()) fields["ADouble"] = json_payload(std::to_string(pick(random, 5)) + ".5", "Double");
  if (some()) fields["ABool"] = json_payload(pick(random, 2) == 0 ? "true" : "false", "Bool");
  if (some()) fields["ATime"] = json_payload("\"" + time_text(pick(random, 5)) + "\"", "Datetime");
  if (some()) fields["AList"] = json_payload("[" + quoted() + "," + quoted() + "]", "KeywordList");
  if (some()) fields["AText"] = json_payload("\"" + word(random) + " - " + word(random) + "\"", "Text");
  if (pick(random, 5) == 0) fields[kNamespaceDivision] = json_payload(quoted(), "Keyword");
  return attributes.SerializeAsString();
}

Condition random_condition(std::mt19937& random, std::size_t depth) {
  if (depth > 0) {
    Condition joined;
    joined.kind = pick(random, 2) == 0 ? Condition::Kind::kAnd : Condition::Kind::kOr;
    const std::size_t parts = pick(random, 4);
    for (std::size_t i = 0; i < parts; ++i) joined.parts.push_back(random_condition(random, depth - 1));
    return joined;
  }
  switch (pick(random, 5)) {
    case 0: return text_test(random);
    case 1: return number_test(random);
    case 2: return keyword_test(random);
    case 3: return many_test(random);
    default: return typed_test(random);
  }
}

}  // namespace skald::store
