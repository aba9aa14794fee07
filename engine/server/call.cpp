#include "engine/server/call.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <chrono>

#include "engine/server/access_log.h"
#include "engine/server/authority.h"
#include "engine/server/call_figures.h"
#include "engine/server/client_version.h"
#include "engine/server/error_status.h"
#include "engine/server/incoming_requests.h"
#include "engine/server/open_calls.h"
#include "engine/server/overload.h"
#include "engine/server/request_body.h"
#include "engine/server/unsent_answers.h"

namespace skald::server {
namespace {

constexpr std::size_t kLongestIdentity = 1000;

/// Polls leave room for calls that end soon.
std::size_t most_calls(const CallParts& parts, const Method& method) {
  const bool is_poll = method.name.rfind("Poll", 0) == 0;
  return is_poll ? parts.most_calls : parts.most_calls + parts.most_calls / 4;
}

/// The client's deadline on the engine's clock, which tests move. Calls without one carry the end of time.
std::optional<Time> deadline_of(const StreamContext& context, Clock& clock) {
  constexpr auto kNever = std::chrono::hours(24 * 365);
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left > kNever) return {};
  return clock.now() + left;
}

}  // namespace

/// What the access log will say. Its caller may go while it is still being found out who it is.
struct Call::Noted {
  std::mutex mutex;
  AccessLine line;
};

Stream* Call::begin(const CallParts& parts, const Method& method, std::unique_ptr<StreamContext> context) {
  auto call = std::make_shared<Call>(parts, method, std::move(context));
  call->self_ = call;
  parts.open_calls.add(call);
  if (method.serve == nullptr) {
    call->refuse({grpc::StatusCode::UNIMPLEMENTED, method.name + " is not part of this version of Skald"});
  } else if (parts.open_calls.count() > most_calls(parts, method)) {
    call->fail(too_many_calls());
  } else if (Status fits =
                 check_client_version(call->caller_, call->context().header("supported-server-versions"));
             !fits.ok()) {
    call->fail(fits.error());
  } else {
    parts.incoming.add(call);
  }
  return call.get();
}

Call::Call(const CallParts& parts, const Method& method, std::unique_ptr<StreamContext> from)
    : Stream(std::move(from)),
      parts_(parts),
      method_(method),
      authorization_(context().header("authorization")),
      noted_(parts.access_log == nullptr ? nullptr : std::make_unique<Noted>()) {
  caller_.deadline = deadline_of(context(), parts.clock);
  caller_.client_name = context().header("client-name");
  caller_.follows_next_run =
      context().header("supported-features").find("follows-next-run-id") != std::string::npos;
  caller_.client_version = context().header("client-version");
  caller_.life = std::make_shared<service::CallLife>();
  if (!noted_) return;
  noted_->line.method = context().method();
  noted_->line.peer = context().peer();
  noted_->line.client = caller_.client_name;
}

Call::~Call() = default;

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

void Call::note_caller(const std::string* namespace_name, const std::string* identity) {
  if (!noted_) return;
  std::lock_guard lock(noted_->mutex);
  if (namespace_name != nullptr) noted_->line.namespace_name = *namespace_name;
  if (identity != nullptr) noted_->line.identity = *identity;
  noted_->line.key = parts_.authority.name_of(authorization_);
}

bool Call::has_sealed(const std::string& task_token) {
  if (seal().is_sealed(task_token)) return true;
  fail(Error{Code::kInvalidArgument, "Error deserializing task token.", {}});
  return false;
}

bool Call::has_usable_identity(const std::string& identity) {
  if (identity.size() <= kLongestIdentity) return true;
  fail(Error{Code::kInvalidArgument, "Identity length exceeds limit.", {}});
  return false;
}

void Call::succeed(const google::protobuf::Message& response) {
  if (!claim_answer()) return;
  caller_.life->finish();
  bool own = false;
  grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(response, &response_, &own);
  if (status.ok() && !has_room()) {
    response_.Clear();
    status = to_status(too_much_unread());
  }
  record(status.error_code());
  if (!status.ok()) return Finish(status);
  StartWriteAndFinish(&response_, grpc::Status::OK);
}

bool Call::has_room() {
  using Loss = UnsentAnswers::Loss;
  if (response_.Length() < UnsentAnswers::kSmall) return true;
  const Loss loss = method_.access == Access::kRead ? Loss::kNothing : Loss::kKnowledge;
  return parts_.unsent.add(shared_from_this(), context().peer(), response_.Length(), loss);
}

void Call::fail(const Error& error) { refuse(to_status(error)); }

void Call::refuse(grpc::Status status) {
  if (!claim_answer()) return;
  parts_.incoming.withdraw(*this);
  record(status.error_code());
  caller_.life->finish();
  Finish(status);
}

void Call::record(grpc::StatusCode code) {
  const Duration took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun_);
  if (parts_.figures != nullptr) parts_.figures->note(method_, code, took);
  if (!noted_) return;
  std::lock_guard lock(noted_->mutex);
  noted_->line.code = code;
  noted_->line.took = took;
  parts_.access_log->write(noted_->line);
}

void Call::OnReadDone(bool ok) {
  parts_.incoming.remove(*this);
  reading_ = Reading::kNot;
  // Not ok: the client sent no message or not all of one, which the real server calls so, or it has gone.
  if (!ok) return refuse({grpc::StatusCode::UNKNOWN, "EOF"});
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
  parts_.unsent.remove(this);
  parts_.open_calls.remove(this);
}

Answer::Owed::~Owed() {
  if (call->is_answered()) return;
  call->fail(Error{Code::kUnavailable, "the server is shutting down", {}});
}

}  // namespace skald::server
