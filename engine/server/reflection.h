#pragma once

#include <string>

#include "engine/server/call.h"

/// gRPC server reflection, versions v1 and v1alpha (they differ in their name alone): tools like grpcurl ask
/// which services there are and what their messages look like.
namespace skald::server {

bool is_reflection(const std::string& path);

/// A conversation of questions and answers, ended by the client.
Stream* begin_reflection(const CallParts& parts, std::unique_ptr<StreamContext> context);

}  // namespace skald::server
