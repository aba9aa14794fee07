#include "tests/end_to_end/plain_history.h"

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>
#include <temporal/api/taskqueue/v1/message.pb.h>

#include <regex>

namespace skald::end_to_end {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool differs_by_nature(const FieldDescriptor& field) {
  if (field.name() == "history_size_bytes" || field.name() == "task_id") return true;
  return field.message_type() != nullptr && field.message_type()->full_name() == "google.protobuf.Timestamp";
}

void make_plain(Message& message) {
  if (auto* queue = dynamic_cast<temporal::api::taskqueue::v1::TaskQueue*>(&message)) {
    if (!queue->normal_name().empty()) queue->set_name(queue->normal_name());
    queue->clear_normal_name();
    queue->set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_NORMAL);
    return;
  }
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (differs_by_nature(*field)) {
      reflection.ClearField(&message, field);
    } else if (field->is_repeated() && field->message_type() != nullptr) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        make_plain(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else if (field->message_type() != nullptr) {
      make_plain(*reflection.MutableMessage(&message, field));
    }
  }
}

}  // namespace

std::string plain_text(temporal::api::history::v1::History history) {
  make_plain(history);
  static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  std::string text;
  for (const auto& event : history.events()) text += event.ShortDebugString() + "\n";
  return std::regex_replace(text, uuid, "<uuid>");
}

}  // namespace skald::end_to_end
