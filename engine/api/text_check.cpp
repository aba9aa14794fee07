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

bool can_hold_text(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_STRING) return true;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const std::string& type = field.message_type()->full_name();
  return type != "google.protobuf.Duration" && type != "google.protobuf.Timestamp";
}

using Fields = std::vector<const FieldDescriptor*>;

/// The fields of a message type in which text can stand: most requests have as many others.
const Fields& text_fields_of(const Descriptor* type) {
  thread_local std::unordered_map<const Descriptor*, std::unique_ptr<Fields>> known;
  std::unique_ptr<Fields>& fields = known[type];
  if (!fields) {
    fields = std::make_unique<Fields>();
    for (int i = 0; i < type->field_count(); ++i) {
      if (can_hold_text(*type->field(i))) fields->push_back(type->field(i));
    }
  }
  return *fields;
}

/// Looks at every text of a message until one is bad. Nearly all are good, so that the place is put together
/// on the way back only.
class Search {
 public:
  bool finds_bad_text(const Message& message);
  const std::string& place() const { return place_; }

 private:
  bool finds_in(const Payload& payload);
  template <class PayloadMap>
  bool finds_in_map(const PayloadMap& map);
  bool finds_in_field(const Message& message, const Reflection& reflection, const FieldDescriptor& field);
  bool finds_in_list(const Message& message, const Reflection& reflection, const FieldDescriptor& field);
  /// Found: `step` leads to it.
  bool at(const std::string& step) {
    place_ = step + (place_.empty() ? "" : "." + place_);
    return true;
  }

  std::string place_;
  std::string buffer_;
};

bool Search::finds_in(const Payload& payload) {
  for (const auto& [key, value] : payload.metadata()) {
    if (!is_text(key)) return at("metadata");
  }
  return false;
}

template <class PayloadMap>
bool Search::finds_in_map(const PayloadMap& map) {
  for (const auto& [key, payload] : map) {
    if (!is_text(key) || finds_in(payload)) return at("fields");
  }
  return false;
}

bool Search::finds_in_field(const Message& message, const Reflection& reflection,
                            const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    return !is_text(reflection.GetStringReference(message, &field, &buffer_)) && at(field.name());
  }
  return reflection.HasField(message, &field) && finds_bad_text(reflection.GetMessage(message, &field)) &&
         at(field.name());
}

bool Search::finds_in_list(const Message& message, const Reflection& reflection,
                           const FieldDescriptor& field) {
  const bool is_string = field.type() == FieldDescriptor::TYPE_STRING;
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    const bool is_bad = is_string
                            ? !is_text(reflection.GetRepeatedStringReference(message, &field, i, &buffer_))
                            : finds_bad_text(reflection.GetRepeatedMessage(message, &field, i));
    if (is_bad) return at(field.name() + "[" + std::to_string(i) + "]");
  }
  return false;
}

bool Search::finds_bad_text(const Message& message) {
  namespace common = temporal::api::common::v1;
  const Descriptor* type = message.GetDescriptor();
  if (type == Payload::descriptor()) return finds_in(static_cast<const Payload&>(message));
  // Reflection on a map makes a list of it first.
  if (type == common::Header::descriptor())
    return finds_in_map(static_cast<const common::Header&>(message).fields());
  if (type == common::Memo::descriptor())
    return finds_in_map(static_cast<const common::Memo&>(message).fields());
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : text_fields_of(type)) {
    const bool is_bad = field->is_repeated() ? finds_in_list(message, reflection, *field)
                                             : finds_in_field(message, reflection, *field);
    if (is_bad) return true;
  }
  return false;
}

}  // namespace

std::string find_bad_text(const Message& message) {
  Search search;
  search.finds_bad_text(message);
  return search.place();
}

}  // namespace skald::api
