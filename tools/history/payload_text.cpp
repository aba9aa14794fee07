#include "tools/history/payload_text.h"

#include "tools/history/enum_spelling.h"
#include "tools/history/terminal_text.h"

namespace skald::history {

using temporal::api::common::v1::Payload;
using temporal::api::common::v1::Payloads;
using temporal::api::enums::v1::TimeoutType_descriptor;
using temporal::api::failure::v1::Failure;

namespace {

std::string encoding_of(const Payload& payload) {
  const auto found = payload.metadata().find("encoding");
  return found == payload.metadata().end() ? "" : found->second;
}

/// What this failure alone says, without its causes.
std::string own_text(const Failure& failure) {
  switch (failure.failure_info_case()) {
    case Failure::kApplicationFailureInfo: {
      const std::string& type = failure.application_failure_info().type();
      const std::string message = failure.message().empty() ? "application failure" : failure.message();
      return type.empty() ? message : message + " (" + type + ")";
    }
    case Failure::kTimeoutFailureInfo:
      return enum_words(*TimeoutType_descriptor(), failure.timeout_failure_info().timeout_type()) +
             " timeout";
    case Failure::kActivityFailureInfo:
      return "activity " + failure.activity_failure_info().activity_type().name();
    case Failure::kChildWorkflowExecutionFailureInfo:
      return "child workflow " + failure.child_workflow_execution_failure_info().workflow_type().name();
    case Failure::kCanceledFailureInfo: return failure.message().empty() ? "cancelled" : failure.message();
    case Failure::kTerminatedFailureInfo: return failure.message().empty() ? "terminated" : failure.message();
    default: return failure.message().empty() ? "failure without a message" : failure.message();
  }
}

}  // namespace

std::string payload_text(const Payload& payload) {
  const std::string encoding = encoding_of(payload);
  if (encoding == "binary/null") return "null";
  if (encoding.rfind("json/", 0) == 0) return printable(payload.data());
  std::string size = std::to_string(payload.data().size()) + " bytes";
  return encoding.empty() || encoding == "binary/plain" ? size : size + " of " + printable(encoding);
}

std::string payloads_text(const Payloads& payloads) {
  std::string text;
  for (const Payload& payload : payloads.payloads())
    text += (text.empty() ? "" : ", ") + payload_text(payload);
  return text;
}

std::string failure_text(const Failure& failure) {
  std::string text = printable(own_text(failure));
  if (!failure.has_cause()) return text;
  // A timeout that ended the last attempt is the cause of the one that ended the activity.
  const std::string cause = failure_text(failure.cause());
  return cause == text ? text : text + ": " + cause;
}

}  // namespace skald::history
