#pragma once

#include <google/protobuf/message.h>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "engine/base/result.h"
#include "engine/server/methods.h"
#include "engine/server/stream.h"
#include "engine/server/token_seal.h"
#include "engine/service/caller.h"

namespace skald::server {

class AccessLog;
class Authority;
class CallFigures;
class OpenCalls;
class IncomingRequests;
class UnsentAnswers;

/// What the calls of a server share.
struct CallParts {
  service::Service& service;
  Clock& clock;
  const Authority& authority;
  const TokenSeal& seal;
  OpenCalls& open_calls;
  std::size_t request_bytes = 0;
  std::size_t most_calls = 0;
  IncomingRequests& incoming;
  UnsentAnswers& unsent;
  /// Null: nobody counts.
  CallFigures* figures = nullptr;
  /// Null: nobody wants to know.
  AccessLog* access_log = nullptr;
};

/// One RPC under way, from its headers to its status. It answers once; what comes later is dropped. Held by
/// gRPC until that is sent, and by whoever still may answer.
class Call final : public Stream, public std::enable_shared_from_this<Call> {
 public:
  /// Takes a call.
  static Stream* begin(const CallParts& parts, const Method& method, std::unique_ptr<StreamContext> context);

  Call(const CallParts& parts, const Method& method, std::unique_ptr<StreamContext> context);

  ~Call() override;

  const service::Caller& caller() const { return caller_; }
  /// Parses the request that came. False: it was no such message, and the caller has been told so.
  bool read(google::protobuf::Message& request);
  /// False: the caller may not do this there, and has been told so. Null: the method is for no namespace.
  bool is_allowed(const google::protobuf::Message& request, const std::string* namespace_name);

  /// For the access log: who says to be calling, and of what.
  void note_caller(const std::string* namespace_name, const std::string* identity);

  /// False: the token was not made here, and the caller has been told so.
  bool has_sealed(const std::string& task_token);
  const TokenSeal& seal() const { return parts_.seal; }

  /// False: a worker calls itself by too long a name, and has been told so.
  bool has_usable_identity(const std::string& identity);

  bool is_answered() const { return is_answered_.load(); }
  void succeed(const google::protobuf::Message& response);
  void fail(const Error& error);
  void refuse(grpc::Status status);
  /// Ends a call whose request does not come or whose answer is not read. Not after it has ended.
  void cut_off() { context().TryCancel(); }

  /// How its request is read (IncomingRequests).
  enum class Reading { kNot, kAtOnce, kInTurn };
  Reading reading() const { return reading_.load(); }
  void read_at_once() {
    reading_ = Reading::kAtOnce;
    begin_reading();
  }
  void wait_to_read() {
    reading_ = Reading::kInTurn;
    connection_ = context().peer();
  }
  void begin_reading() { StartRead(&request_); }
  /// Which connection it came on: the caller's address and port. Known if it is read in turn.
  const std::string& connection() const { return connection_; }

 private:
  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  /// False: there is no room for the answer, and the caller has been told so.
  bool has_room();
  bool claim_answer() { return !is_answered_.exchange(true); }
  void record(grpc::StatusCode code);

  const CallParts& parts_;
  const Method& method_;
  service::Caller caller_;
  std::string authorization_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  struct Noted;
  const std::unique_ptr<Noted> noted_;  // null: no access log
  std::string connection_;
  std::atomic<Reading> reading_{Reading::kNot};
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
