#include "engine/api/text_check.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/common.h>
#include <temporal/api/common/v1/message.pb.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace skald::api {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using temporal::api::common::v1::Payload;

// What the parser of protobuf asks, so that we and it cannot differ.
bool is_text(const std::string& bytes) { return google::protobuf::internal::IsStructurallyValidUTF8(bytes); }

/// The fields of a message type in which text can stand: most requests have as many others.
class TextFields {
 public:
  static const std::vector<const FieldDescriptor*>& of(const Descriptor* type) {
    thread_local TextFields known;
    const auto found = known.fields_.find(type);
    if (found != known.fields_.end()) return *found->second;
    auto fields = std::make_unique<std::vector<const FieldDescriptor*>>();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      const bool is_string = field->type() == FieldDescriptor::TYPE_STRING;
      if (is_string || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) fields->push_back(field);
    }
    return *known.fields_.emplace(type, std::move(fields)).first->second;
  }

 private:
  std::unordered_map<const Descriptor*, std::unique_ptr<std::vector<const FieldDescriptor*>>> fields_;
};

std::string find_in(const Message& message);

std::string find_in(const Payload& payload) {
  for (const auto& [key, value] : payload.metadata()) {
    if (!is_text(key)) return "metadata";
  }
  return "";
}

template <class PayloadMap>
std::string find_in_map(const PayloadMap& map) {
  for (const auto& [key, payload] : map) {
    if (!is_text(key) || !find_in(payload).empty()) return "fields";
  }
  return "";
}

std::string below(const FieldDescriptor& field, const std::string& index, const std::string& place) {
  return field.name() + index + (place.empty() ? "" : "." + place);
}

std::string find_in_repeated(const Message& message, const Reflection& reflection,
                             const FieldDescriptor& field) {
  const int size = reflection.FieldSize(message, &field);
  std::string buffer;
  for (int i = 0; i < size; ++i) {
    const std::string index = "[" + std::to_string(i) + "]";
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      if (!is_text(reflection.GetRepeatedStringReference(message, &field, i, &buffer)))
        return below(field, index, "");
      continue;
    }
    const std::string place = find_in(reflection.GetRepeatedMessage(message, &field, i));
    if (!place.empty()) return below(field, index, place);
  }
  return "";
}

std::string find_in_single(const Message& message, const Reflection& reflection,
                           const FieldDescriptor& field) {
  std::string buffer;
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    return is_text(reflection.GetStringReference(message, &field, &buffer)) ? "" : field.name();
  }
  if (!reflection.HasField(message, &field)) return "";
  const std::string place = find_in(reflection.GetMessage(message, &field));
  return place.empty() ? "" : below(field, "", place);
}

std::string find_in(const Message& message) {
  namespace common = temporal::api::common::v1;
  const Descriptor* type = message.GetDescriptor();
  if (type == Payload::descriptor()) return find_in(static_cast<const Payload&>(message));
  // Reflection on a map makes a list of it first.
  if (type == common::Header::descriptor())
    return find_in_map(static_cast<const common::Header&>(message).fields());
  if (type == common::Memo::descriptor())
    return find_in_map(static_cast<const common::Memo&>(message).fields());
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : TextFields::of(type)) {
    std::string place = field->is_repeated() ? find_in_repeated(message, reflection, *field)
                                             : find_in_single(message, reflection, *field);
    if (!place.empty()) return place;
  }
  return "";
}

}  // namespace

std::string find_bad_text(const Message& message) { return find_in(message); }

}  // namespace skald::api
