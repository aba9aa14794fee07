#pragma once

#include <google/protobuf/message_lite.h>

#include <string_view>

namespace skald::api {

/// How deep messages may nest that we wrote ourselves. Protobuf's own limit for what it reads, 100, holds at
/// the port; what came from there stands some levels deeper in a row of the log, and must be readable still.
inline constexpr int kStoredDepth = 1000;

/// Reads a message from bytes that we wrote. False: they are damaged.
bool parse_stored(std::string_view bytes, google::protobuf::MessageLite& message);
/// The same into a message that holds something already: the parts of one message merge.
bool merge_stored(std::string_view bytes, google::protobuf::MessageLite& message);

}  // namespace skald::api
