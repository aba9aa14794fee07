#include "engine/api/stored_message.h"

#include <google/protobuf/io/coded_stream.h>

#include <cstdint>
#include <limits>

namespace skald::api {

bool parse_stored(std::string_view bytes, google::protobuf::MessageLite& message) {
  message.Clear();
  return merge_stored(bytes, message);
}

bool merge_stored(std::string_view bytes, google::protobuf::MessageLite& message) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kStoredDepth);
  return message.MergeFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

}  // namespace skald::api
