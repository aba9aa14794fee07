#pragma once

#include <map>
#include <string>
#include <vector>

namespace skald {

/// One value as it stands in a history: bytes, and how to read them (metadata "encoding": "json/plain",
/// "json/protobuf", "binary/protobuf", "binary/plain", "binary/null").
struct Payload {
  std::map<std::string, std::string> metadata;
  std::string data;
  bool operator==(const Payload&) const = default;
};

using Payloads = std::vector<Payload>;

}  // namespace skald
