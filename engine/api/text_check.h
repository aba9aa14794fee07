#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace skald::api {

/// Where in `message` stands a string that is not UTF-8, for example "commands[2].start_timer…timer_id";
/// empty: nowhere. Protobuf writes such a message and refuses to read it again, so nothing that will be
/// stored or sent may contain one. Of payloads only the keys of the metadata are text.
std::string find_bad_text(const google::protobuf::Message& message);

}  // namespace skald::api
