#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace skald::history {

using temporal::api::history::v1::History;

/// Reads a whole history in Temporal's JSON form, as `temporal workflow show --output json` and the Web UI's
/// download write it: {"events": […]}, the answer {"history": {"events": […]}} or the bare array, with either
/// spelling of enum names. Errors (kInvalidArgument) say where the text is wrong or what it lacks to be a
/// history.
Result<History> from_json(std::string_view text);

/// The same form, two spaces deep, with a line break at the end.
std::string to_json(const History& history);

/// A message of the API in protobuf's JSON, laid out as to_json does.
std::string message_to_json(const google::protobuf::Message& message);

}  // namespace skald::history
