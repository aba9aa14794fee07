#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstddef>

namespace skald::server {

/// Reads a request as it came over the wire, compressed with gzip or not. gRPC's own decompression is off,
/// because it inflates without a limit: a message of 4 MB could become gigabytes.
///
/// RESOURCE_EXHAUSTED if it is, or becomes, larger than `limit`, INTERNAL if it is no such message: what
/// Temporal's server answers.
grpc::Status read_body(const grpc::ByteBuffer& body, std::size_t limit,
                       google::protobuf::MessageLite& request);

}  // namespace skald::server
