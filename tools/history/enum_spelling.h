#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

namespace skald::history {

/// The value that a JSON text means: "EVENT_TYPE_TIMER_STARTED" as protobuf spells it, "TimerStarted" as
/// older Temporal tools do, in any case. Null: none of the enum's.
const google::protobuf::EnumValueDescriptor* find_enum_value(const google::protobuf::EnumDescriptor& type,
                                                             const std::string& spelling);

/// The name without the enum's own in front, as words: "start to close" of TIMEOUT_TYPE_START_TO_CLOSE.
std::string enum_words(const google::protobuf::EnumDescriptor& type, int number);

}  // namespace skald::history
