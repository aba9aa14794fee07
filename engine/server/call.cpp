#include "engine/server/call.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <chrono>

#include "engine/server/authority.h"
#include "engine/server/client_version.h"
#include "engine/server/error_status.h"
#include "engine/server/headers.h"
#include "engine/server/open_calls.h"
#include "engine/server/request_body.h"

namespace skald::server {
namespace {

/// The client's deadline on the engine's clock, which tests move. Calls without one carry the end of time.
std::optional<Time> deadline_of(const grpc::GenericCallbackServerContext& context, Clock& clock) {
  constexpr auto kNever = std::chrono::hours(24 * 365);
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left > kNever) return {};
  return clock.now() + left;
}

}  // namespace

grpc::ServerGenericBidiReactor* Call::begin(const CallParts& parts, const Method& method,
                                            grpc::GenericCallbackServerContext& context) {
  auto call = std::make_shared<Call>(parts, method, context);
  call->self_ = call;
  parts.open_calls.add(call);
  if (method.serve == nullptr) {
    call->refuse({grpc::StatusCode::UNIMPLEMENTED, method.name + " is not part of this version of Skald"});
  } else if (Status fits = check_client_version(call->caller_, header(context, "supported-server-versions"));
             !fits.ok()) {
    call->fail(fits.error());
  } else {
    call->StartRead(&call->request_);
  }
  return call.get();
}

Call::Call(const CallParts& parts, const Method& method, grpc::GenericCallbackServerContext& context)
    : parts_(parts), method_(method), authorization_(header(context, "authorization")) {
  caller_.deadline = deadline_of(context, parts.clock);
  caller_.client_name = header(context, "client-name");
  caller_.follows_next_run =
      header(context, "supported-features").find("follows-next-run-id") != std::string::npos;
  caller_.client_version = header(context, "client-version");
  caller_.life = std::make_shared<service::CallLife>();
}

bool Call::read(google::protobuf::Message& request) {
  grpc::Status status = read_body(request_, parts_.request_bytes, request);
  request_.Clear();
  if (!status.ok()) refuse(std::move(status));
  return !is_answered_;
}

bool Call::is_allowed(const google::protobuf::Message& request, const std::string* namespace_name) {
  const Status allowed = parts_.authority.check({authorization_, method_.access, namespace_name, request});
  if (!allowed.ok()) fail(allowed.error());
  return allowed.ok();
}

bool Call::has_sealed(const std::string& task_token) {
  if (seal().is_sealed(task_token)) return true;
  fail(Error{Code::kInvalidArgument, "Error deserializing task token.", {}});
  return false;
}

void Call::succeed(const google::protobuf::Message& response) {
  if (!claim_answer()) return;
  caller_.life->finish();
  bool own = false;
  grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(response, &response_, &own);
  if (!status.ok()) return Finish(std::move(status));
  StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
}

void Call::fail(const Error& error) { refuse(to_status(error)); }

void Call::refuse(grpc::Status status) {
  if (!claim_answer()) return;
  caller_.life->finish();
  Finish(std::move(status));
}

void Call::OnReadDone(bool ok) {
  // Not ok: the client sent no message, has gone, or sent one beyond what gRPC takes; the first alone is not
  // answered by gRPC.
  if (!ok) return refuse({grpc::StatusCode::INTERNAL, "the call came without a message"});
  method_.serve(parts_.service, shared_from_this());
}

void Call::OnCancel() {
  caller_.life->leave();
  refuse(grpc::Status::CANCELLED);
}

// Somebody may hold the call still, also when the server and gRPC itself are gone.
void Call::OnDone() {
  request_.Clear();
  response_.Clear();
  const std::shared_ptr<Call> last = std::move(self_);
  parts_.open_calls.remove(this);
}

Answer::Owed::~Owed() {
  if (call->is_answered()) return;
  call->fail(Error{Code::kUnavailable, "the server is shutting down", {}});
}

}  // namespace skald::server
