#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/client_callback.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skald::server_tests {

/// Watches the health of a service at an address, until it goes away.
class HealthWatchClient final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  HealthWatchClient(const std::string& address, const std::string& service);
  ~HealthWatchClient() override;

  /// The next status that is told: 1 serving, 2 not serving, 3 unknown service. 0: the call has ended.
  int next();
  /// How the call ended.
  grpc::Status end();
  void leave() { context_.TryCancel(); }

 private:
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Under mutex_:
  std::vector<int> told_;
  std::optional<grpc::Status> status_;
};

}  // namespace skald::server_tests
