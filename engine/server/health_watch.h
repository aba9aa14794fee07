#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "engine/base/result.h"
#include "engine/server/stream.h"

namespace skald::server {

/// HealthCheckResponse.ServingStatus.
enum class Serving { kServing = 1, kNotServing = 2, kUnknownService = 3 };

class HealthWatch;

/// The calls of Watch under way, and what they are told. Any thread.
class HealthWatches {
 public:
  Serving now() const { return is_stopping_ ? Serving::kNotServing : Serving::kServing; }

  /// False: there are too many already.
  bool add(const std::shared_ptr<HealthWatch>& watch);
  void remove(const std::shared_ptr<HealthWatch>& watch);

  void note_stopping();
  void end_all();

 private:
  std::unordered_set<std::shared_ptr<HealthWatch>> copy() const;

  std::atomic<bool> is_stopping_{false};
  mutable std::mutex mutex_;
  // Under mutex_:
  std::unordered_set<std::shared_ptr<HealthWatch>> watches_;
};

/// Health/Watch: tells how things stand at once, and again when that changes, until the client leaves or the
/// server has stopped. A service that is not known may come later, says the protocol: its watcher is told so
/// and waits.
class HealthWatch final : public Stream, public std::enable_shared_from_this<HealthWatch> {
 public:
  static Stream* begin(std::unique_ptr<StreamContext> context, std::shared_ptr<HealthWatches> watches,
                       std::size_t request_bytes);

  HealthWatch(std::unique_ptr<StreamContext> context, std::shared_ptr<HealthWatches> watches,
              std::size_t request_bytes)
      : Stream(std::move(context)), watches_(std::move(watches)), request_bytes_(request_bytes) {}

  void tell(Serving status);
  /// After what is being told now.
  void end(grpc::Status status);

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override { end(grpc::Status::CANCELLED); }
  void OnDone() override;

  void go_on(std::unique_lock<std::mutex> lock);

  const std::shared_ptr<HealthWatches> watches_;
  const std::size_t request_bytes_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::shared_ptr<HealthWatch> self_;  // until OnDone
  bool knows_service_ = false;

  std::mutex mutex_;
  // Under mutex_:
  Serving wanted_{};
  Serving told_{};
  bool is_writing_ = false;
  bool is_ended_ = false;
  std::unique_ptr<grpc::Status> end_with_;
};

}  // namespace skald::server
