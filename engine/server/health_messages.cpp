#include "engine/server/health_messages.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <array>

#include "engine/server/methods.h"
#include "engine/server/request_body.h"

namespace skald::server {
namespace {

std::array<std::string, 3> services() {
  return {"", workflow_service_methods().service, operator_service_methods().service};
}

grpc::Status write(const google::protobuf::Message& message, grpc::ByteBuffer& body) {
  bool own = false;
  body.Clear();
  return grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &body, &own);
}

}  // namespace

grpc::Status read_health_request(const grpc::ByteBuffer& body, std::size_t limit, std::string& service) {
  // One text, in field 1.
  google::protobuf::StringValue request;
  grpc::Status read = read_body(body, limit, request);
  service = request.value();
  return read;
}

grpc::Status write_health(Serving status, grpc::ByteBuffer& body) {
  // One enumerator, in field 1.
  google::protobuf::Int32Value response;
  response.set_value(static_cast<int>(status));
  return write(response, body);
}

grpc::Status write_health_list(Serving status, grpc::ByteBuffer& body) {
  // A map in field 1, from a text to a message with an enumerator in field 1.
  google::protobuf::Struct response;
  for (const std::string& service : services()) {
    (*response.mutable_fields())[service].set_null_value(
        static_cast<google::protobuf::NullValue>(static_cast<int>(status)));
  }
  return write(response, body);
}

bool has_health(const std::string& service) {
  for (const std::string& known : services()) {
    if (known == service) return true;
  }
  return false;
}

}  // namespace skald::server
