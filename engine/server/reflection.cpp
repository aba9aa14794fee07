#include "engine/server/reflection.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include "engine/server/authority.h"
#include "engine/server/error_status.h"
#include "engine/server/reflection_answers.h"
#include "engine/server/request_body.h"

namespace skald::server {
namespace {

class Reflection final : public Stream {
 public:
  Reflection(const CallParts& parts, std::unique_ptr<StreamContext> from)
      : Stream(std::move(from)), parts_(parts), authorization_(context().header("authorization")) {}
  void begin() { StartRead(&request_); }

 private:
  // One question after another; gRPC does not read on before the last answer is on its way.
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    internal::v1::ReflectionRequest request;
    if (grpc::Status read = read_body(request_, parts_.request_bytes, request); !read.ok())
      return Finish(read);
    request_.Clear();
    if (Status allowed = parts_.authority.check({authorization_, Access::kHandshake, nullptr, request});
        !allowed.ok())
      return Finish(to_status(allowed.error()));
    bool own = false;
    response_.Clear();
    grpc::Status written = grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(
        reflect(request), &response_, &own);
    if (!written.ok()) return Finish(written);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

  const CallParts& parts_;
  const std::string authorization_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

bool is_reflection(const std::string& path) {
  return path == "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo" ||
         path == "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
}

Stream* begin_reflection(const CallParts& parts, std::unique_ptr<StreamContext> context) {
  auto* reflection = new Reflection(parts, std::move(context));
  reflection->begin();
  return reflection;
}

}  // namespace skald::server
