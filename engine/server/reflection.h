#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <string>

#include "engine/server/call.h"

/// gRPC server reflection, versions v1 and v1alpha (they differ in their name alone): tools like grpcurl ask
/// which services there are and what their messages look like.
namespace skald::server {

bool is_reflection(const std::string& path);

/// A conversation of questions and answers, ended by the client.
grpc::ServerGenericBidiReactor* begin_reflection(const CallParts& parts,
                                                 grpc::GenericCallbackServerContext& context);

}  // namespace skald::server
