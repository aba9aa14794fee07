#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <concepts>
#include <string>

#include "skald/converter.h"
#include "skald/errors.h"

/// Protobuf messages as payloads. The one public header that sees protobuf: include it where messages are
/// arguments or results, and link libprotobuf.
namespace skald {

/// True for a message that is written as binary/protobuf instead of json/protobuf: smaller, but nobody can
/// read it in a history. Specialise it beside the message's first use as a payload. Both forms are always
/// read.
template <class Message>
inline constexpr bool binary_protobuf = false;

template <std::derived_from<google::protobuf::Message> Message>
struct Converter<Message> {
  static Payload encode(const Message& value) {
    auto payload = detail::make_payload(binary_protobuf<Message> ? "binary/protobuf" : "json/protobuf");
    payload.metadata.emplace("messageType", value.GetTypeName());
    if constexpr (binary_protobuf<Message>) {
      value.SerializeToString(&payload.data);
    } else if (const auto status = google::protobuf::util::MessageToJsonString(value, &payload.data);
               !status.ok()) {
      throw PayloadError(value.GetTypeName() + ": " + status.ToString());
    }
    return payload;
  }

  static Message decode(const Payload& payload) {
    Message value;
    const auto encoding = detail::encoding_of(payload);
    check_type(value, payload);
    if (encoding == "binary/protobuf") {
      if (!value.ParseFromString(payload.data))
        throw PayloadError(value.GetTypeName() + ": not a protobuf message");
    } else if (encoding == "json/protobuf") {
      // Members that a newer sender knows are ignored, as in JSON payloads.
      google::protobuf::util::JsonParseOptions options;
      options.ignore_unknown_fields = true;
      const auto status = google::protobuf::util::JsonStringToMessage(payload.data, &value, options);
      if (!status.ok()) throw PayloadError(value.GetTypeName() + ": " + status.ToString());
    } else {
      detail::refuse_encoding(payload, "json/protobuf");
    }
    return value;
  }

 private:
  static void check_type(const Message& value, const Payload& payload) {
    const auto found = payload.metadata.find("messageType");
    if (found == payload.metadata.end() || found->second == value.GetTypeName()) return;
    throw PayloadError("expected the message " + value.GetTypeName() + ", found " + found->second);
  }
};

}  // namespace skald
