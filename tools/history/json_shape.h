#pragma once

#include <google/protobuf/descriptor.h>

#include <boost/json/value.hpp>
#include <optional>
#include <string>

namespace skald::history {

/// What does not fit, and where: "events[3].eventType" and "…is not one of EventType".
struct Misfit {
  std::string path;
  std::string what;
};

/// Rewrites JSON that Temporal's tools produce into the JSON that protobuf reads: enum names in protobuf's
/// spelling, payloads in full where a tool wrote the bare value. Names the first thing that has a wrong
/// shape.
std::optional<Misfit> to_protobuf_shape(boost::json::value& value, const google::protobuf::Descriptor& type);

}  // namespace skald::history
