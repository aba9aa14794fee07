#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "engine/base/clock.h"

namespace skald::workers {

/// One call while it is under way; the messages live in what derives from it.
struct Call {
  virtual ~Call() = default;

  grpc::ClientContext context;
  const char* method = "";  ///< "StartWorkflowExecution"
  Duration limit = {};      ///< How long it may take.
  std::string worker;       ///< Of a poll: the instance key of the worker that polls.
};

/// The calls of one channel. Outlives them: close() and wait() come before its end.
///
/// Nothing that owns a part of the channel may be destroyed on gRPC's threads: the last channel joins them.
class Calls {
 public:
  using Done = std::function<void(const grpc::Status&)>;

  explicit Calls(std::shared_ptr<grpc::Channel> channel) : stub_(std::move(channel)) {}
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  /// Calls `done` once, on a thread of gRPC or before begin() returns. After close() the status is CANCELLED.
  /// `request` and `response` live as long as `call`.
  void begin(std::shared_ptr<Call> call, const google::protobuf::MessageLite& request,
             google::protobuf::MessageLite& response, Done done);

  /// Ends the polls of this worker.
  void cancel_polls(const std::string& worker);
  /// Ends every call, and refuses new ones.
  void close();
  /// Until no call is under way; not from a Done. Only after close().
  void wait();
  /// A Done runs on this thread, or what it held is destroyed.
  static bool is_in_reply();

 private:
  bool enter(const std::shared_ptr<Call>& call);
  void leave(std::shared_ptr<Call> call);

  grpc::TemplatedGenericStub<google::protobuf::MessageLite, google::protobuf::MessageLite> stub_;

  std::mutex mutex_;
  std::condition_variable ended_;
  // protected by mutex_
  std::unordered_set<std::shared_ptr<Call>> under_way_;
  std::size_t count_ = 0;  ///< of calls, each until nothing is left of it
  bool closed_ = false;
};

}  // namespace skald::workers
