#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"

namespace skald::server_tests {

inline constexpr char kWorkflowService[] = "temporal.api.workflowservice.v1.WorkflowService";

/// What came back for a call.
struct Answer {
  grpc::Status status;
  std::string body;

  /// The type of the detail message, "NotFoundFailure"; empty: there is no detail at all.
  std::string detail() const;
};

/// How a call is made.
struct CallOptions {
  std::optional<Duration> deadline = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool gzip = false;
};

/// A call that is not waited for yet.
struct PendingAnswer {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  std::promise<Answer> promise;
  std::future<Answer> answer = promise.get_future();

  /// The client goes away.
  void vanish() { context.TryCancel(); }
};

/// Sends any bytes to any method, as no generated client could. Its end is the end of its calls.
///
/// What belongs to a call may not be destroyed on gRPC's threads: the last part of a channel joins them.
class RawClient {
 public:
  RawClient(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
            const grpc::ChannelArguments& arguments = {});
  explicit RawClient(const std::string& address);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  std::shared_ptr<PendingAnswer> begin(const std::string& path, const std::string& body,
                                       const CallOptions& options = {});
  Answer call(const std::string& path, const std::string& body, const CallOptions& options = {});
  /// The same for a method of the WorkflowService.
  Answer ask(const std::string& method, const google::protobuf::MessageLite& request,
             const CallOptions& options = {});
  std::shared_ptr<PendingAnswer> begin_ask(const std::string& method,
                                           const google::protobuf::MessageLite& request,
                                           const CallOptions& options = {});

 private:
  grpc::GenericStub stub_;
  std::vector<std::shared_ptr<PendingAnswer>> calls_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t under_way_ = 0;  // under mutex_
};

}  // namespace skald::server_tests
