#include "tests/fuzz/random_message.h"

#include <google/protobuf/descriptor.h>

#include <limits>

namespace skald::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kKnownTexts = 512;

}  // namespace

std::size_t RandomMessage::pick(std::size_t count) { return random_() % count; }

void RandomMessage::learn(std::string text) {
  if (text.empty()) return;
  if (known_.size() < kKnownTexts) {
    known_.push_back(std::move(text));
  } else {
    known_[pick(kKnownTexts)] = std::move(text);
  }
}

void RandomMessage::learn_from(const Message& answer) {
  std::vector<const Field*> fields;
  const Reflection& reflection = *answer.GetReflection();
  reflection.ListFields(answer, &fields);
  for (const Field* field : fields) {
    if (field->cpp_type() == Field::CPPTYPE_STRING && !field->is_repeated()) {
      learn(reflection.GetString(answer, field));
    } else if (field->cpp_type() == Field::CPPTYPE_MESSAGE && !field->is_repeated()) {
      learn_from(reflection.GetMessage(answer, field));
    }
  }
}

void RandomMessage::fill(Message& message, int depth) {
  const auto& descriptor = *message.GetDescriptor();
  // Most requests should get past the first check: their names are set more often than not.
  const std::size_t sparseness = depth == 0 ? 2 : 3;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const Field& field = *descriptor.field(i);
    const bool is_name = depth == 0 && (field.name() == "namespace" || field.name() == "task_token" ||
                                        field.name() == "workflow_execution" || field.name() == "task_queue");
    if (is_name ? !one_in(8) : one_in(sparseness)) set_field(message, field, depth);
  }
}

void RandomMessage::mutate(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const Field*> set;
  reflection.ListFields(message, &set);
  if (!set.empty() && !one_in(3)) {
    const Field& field = *set[pick(set.size())];
    if (field.cpp_type() == Field::CPPTYPE_MESSAGE && !one_in(4)) {
      if (!field.is_repeated()) return mutate(*reflection.MutableMessage(&message, &field));
      const auto size = static_cast<std::size_t>(reflection.FieldSize(message, &field));
      return mutate(*reflection.MutableRepeatedMessage(&message, &field, static_cast<int>(pick(size))));
    }
    reflection.ClearField(&message, &field);
    if (one_in(3)) return;
    return set_field(message, field);
  }
  const auto& descriptor = *message.GetDescriptor();
  if (descriptor.field_count() == 0) return;
  set_field(message,
            *descriptor.field(static_cast<int>(pick(static_cast<std::size_t>(descriptor.field_count())))));
}

void RandomMessage::set_field(Message& message, const Field& field, int depth) {
  const Reflection& reflection = *message.GetReflection();
  if (field.cpp_type() != Field::CPPTYPE_MESSAGE) return set_scalar(message, field);
  if (depth >= kDeepest) return;
  if (!field.is_repeated()) return fill(*reflection.MutableMessage(&message, &field), depth + 1);
  for (std::size_t count = pick(3); count > 0; --count)
    fill(*reflection.AddMessage(&message, &field), depth + 1);
}

void RandomMessage::set_scalar(Message& message, const Field& field) {
  const Reflection& reflection = *message.GetReflection();
  const bool is_list = field.is_repeated();
  switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING: {
      std::string value = text(field);
      return is_list ? reflection.AddString(&message, &field, std::move(value))
                     : reflection.SetString(&message, &field, std::move(value));
    }
    case Field::CPPTYPE_BOOL: {
      const bool value = one_in(2);
      return is_list ? reflection.AddBool(&message, &field, value)
                     : reflection.SetBool(&message, &field, value);
    }
    case Field::CPPTYPE_ENUM: {
      const int value = static_cast<int>(one_in(16) ? number() : static_cast<std::int64_t>(pick(7)));
      return is_list ? reflection.AddEnumValue(&message, &field, value)
                     : reflection.SetEnumValue(&message, &field, value);
    }
    case Field::CPPTYPE_INT32: {
      const auto value = static_cast<std::int32_t>(number());
      return is_list ? reflection.AddInt32(&message, &field, value)
                     : reflection.SetInt32(&message, &field, value);
    }
    case Field::CPPTYPE_INT64: {
      const std::int64_t value = number();
      return is_list ? reflection.AddInt64(&message, &field, value)
                     : reflection.SetInt64(&message, &field, value);
    }
    case Field::CPPTYPE_DOUBLE: {
      const double values[] = {0,
                               -1,
                               0.5,
                               1e308,
                               std::numeric_limits<double>::quiet_NaN(),
                               -std::numeric_limits<double>::infinity()};
      const double value = values[pick(std::size(values))];
      return is_list ? reflection.AddDouble(&message, &field, value)
                     : reflection.SetDouble(&message, &field, value);
    }
    case Field::CPPTYPE_FLOAT: {
      const auto value = static_cast<float>(number());
      return is_list ? reflection.AddFloat(&message, &field, value)
                     : reflection.SetFloat(&message, &field, value);
    }
    default: return;
  }
}

std::string RandomMessage::text(const Field& field) {
  if (field.name() == "namespace" && !one_in(20)) return "default";
  if (field.name() == "query" && !one_in(4)) {
    static const char* const kFilters[] = {"WorkflowId = 'a'",
                                           "ExecutionStatus IN ('Running', 3)",
                                           "((((",
                                           "NOT NOT x",
                                           "StartTime > '2024-13-45'",
                                           "WorkflowType STARTS_WITH 'a' ORDER BY 1",
                                           "GROUP BY ExecutionStatus",
                                           "a = 'b' AND (c BETWEEN 1 AND",
                                           "'",
                                           "`a` is null"};
    return kFilters[pick(std::size(kFilters))];
  }
  switch (pick(12)) {
    case 0: return {};
    case 1: return std::string(pick(3000), 'x');
    case 2: return "\xff\xfe\x00 broken";
    case 3: return std::string(1, '\0');
    case 4: return "0198b5a0-0000-7000-8000-000000000001";
    case 5: return "json/plain";
    case 6: return "/_sys/reserved";
    case 7: return "* * * * *";
    default: return known_.empty() ? "known" : known_[pick(known_.size())];
  }
}

std::int64_t RandomMessage::number() {
  switch (pick(8)) {
    case 0: return 0;
    case 1: return -1;
    case 2: return std::numeric_limits<std::int64_t>::max();
    case 3: return std::numeric_limits<std::int64_t>::min();
    case 4: return std::numeric_limits<std::int32_t>::max();
    case 5: return static_cast<std::int64_t>(random_());
    default: return static_cast<std::int64_t>(pick(20));
  }
}

std::string RandomMessage::bytes_of(const Message& message) {
  std::string bytes = message.SerializePartialAsString();
  if (bytes.empty() || !one_in(20)) return bytes;
  switch (pick(4)) {
    case 0: bytes[pick(bytes.size())] ^= static_cast<char>(1 << pick(8)); break;
    case 1: bytes.resize(pick(bytes.size())); break;
    case 2:
      for (char& byte : bytes) byte = static_cast<char>(pick(256));
      break;
    default: bytes += bytes.substr(pick(bytes.size())); break;
  }
  return bytes;
}

}  // namespace skald::fuzz
