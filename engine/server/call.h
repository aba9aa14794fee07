#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "engine/base/result.h"
#include "engine/server/methods.h"
#include "engine/server/token_seal.h"
#include "engine/service/caller.h"

namespace skald::server {

class Authority;
class OpenCalls;

/// What the calls of a server share.
struct CallParts {
  service::Service& service;
  Clock& clock;
  const Authority& authority;
  const TokenSeal& seal;
  OpenCalls& open_calls;
  std::size_t request_bytes = 0;
};

/// One RPC under way, from its headers to its status. It answers once; what comes later is dropped. Held by
/// gRPC until that is sent, and by whoever still may answer.
class Call final : public grpc::ServerGenericBidiReactor, public std::enable_shared_from_this<Call> {
 public:
  /// Takes a call; returns what gRPC drives.
  static grpc::ServerGenericBidiReactor* begin(const CallParts& parts, const Method& method,
                                               grpc::GenericCallbackServerContext& context);

  Call(const CallParts& parts, const Method& method, grpc::GenericCallbackServerContext& context);

  const service::Caller& caller() const { return caller_; }
  /// Parses the request that came. False: it was no such message, and the caller has been told so.
  bool read(google::protobuf::Message& request);
  /// False: the caller may not do this there, and has been told so. Null: the method is for no namespace.
  bool is_allowed(const google::protobuf::Message& request, const std::string* namespace_name);

  /// False: the token was not made here, and the caller has been told so.
  bool has_sealed(const std::string& task_token);
  const TokenSeal& seal() const { return parts_.seal; }

  bool is_answered() const { return is_answered_.load(); }
  void succeed(const google::protobuf::Message& response);
  void fail(const Error& error);
  void refuse(grpc::Status status);

 private:
  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void take_headers(grpc::GenericCallbackServerContext& context);
  bool claim_answer() { return !is_answered_.exchange(true); }

  const CallParts& parts_;
  const Method& method_;
  service::Caller caller_;
  std::string authorization_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::atomic<bool> is_answered_{false};
  std::shared_ptr<Call> self_;  // until OnDone
};

/// The right to answer a call. If all copies go unused, the caller hears that the server stops.
class Answer {
 public:
  explicit Answer(std::shared_ptr<Call> call) : owed_(std::make_shared<Owed>(std::move(call))) {}
  /// False: the caller has gone or was answered, perhaps because the server stopped; it may be gone, too.
  bool is_awaited() const { return !owed_->call->is_answered(); }
  const TokenSeal& seal() const { return owed_->call->seal(); }
  void succeed(const google::protobuf::Message& response) const { owed_->call->succeed(response); }
  void fail(const Error& error) const { owed_->call->fail(error); }

 private:
  struct Owed {
    explicit Owed(std::shared_ptr<Call> owed) : call(std::move(owed)) {}
    ~Owed();
    Owed(const Owed&) = delete;
    Owed& operator=(const Owed&) = delete;
    const std::shared_ptr<Call> call;
  };
  std::shared_ptr<const Owed> owed_;
};

}  // namespace skald::server
