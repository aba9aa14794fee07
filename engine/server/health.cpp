#include "engine/server/health.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "engine/server/methods.h"
#include "engine/server/request_body.h"

namespace skald::server {
namespace {

// HealthCheckResponse.ServingStatus.
constexpr int kServing = 1;
constexpr int kNotServing = 2;

bool is_known(const std::string& service) {
  return service.empty() || service == workflow_service_methods().service ||
         service == operator_service_methods().service;
}

class Health final : public grpc::ServerGenericBidiReactor {
 public:
  Health(const std::atomic<bool>& is_stopping, std::size_t request_bytes)
      : is_stopping_(is_stopping), request_bytes_(request_bytes) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish({grpc::StatusCode::INTERNAL, "no request came"});
    // The messages of Health hold one field each: on the wire they are these.
    google::protobuf::StringValue request;
    if (grpc::Status read = read_body(request_, request_bytes_, request); !read.ok())
      return Finish(std::move(read));
    if (!is_known(request.value())) return Finish({grpc::StatusCode::NOT_FOUND, "unknown service"});
    google::protobuf::Int32Value response;
    response.set_value(is_stopping_ ? kNotServing : kServing);
    bool own = false;
    grpc::Status written = grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(
        response, &response_, &own);
    if (!written.ok()) return Finish(std::move(written));
    StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

  const std::atomic<bool>& is_stopping_;
  const std::size_t request_bytes_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

bool is_health(const std::string& path) { return path == "/grpc.health.v1.Health/Check"; }

grpc::ServerGenericBidiReactor* begin_health(const std::atomic<bool>& is_stopping,
                                             std::size_t request_bytes) {
  return new Health(is_stopping, request_bytes);
}

}  // namespace skald::server
