#pragma once

#include <grpcpp/alarm.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace skald::server {

class Call;

/// The requests that are coming in. gRPC takes a message of any size into memory, as slowly as it may come,
/// once we begin to read it; until then 64 KB of it. So only so many are read at a time, of one connection
/// fewer, and while others wait, a request that does not come within a second is cut off. Any thread.
class IncomingRequests {
 public:
  IncomingRequests() = default;
  ~IncomingRequests();
  IncomingRequests(const IncomingRequests&) = delete;
  IncomingRequests& operator=(const IncomingRequests&) = delete;

  /// Begins to read the request of this call, now or when it is its turn.
  void add(const std::shared_ptr<Call>& call);
  /// It has been read, or will not come. Of a call that is known no more: nothing.
  void remove(const Call& call);
  /// Will not be read any more; the caller holds the call, which has not ended yet. If this returns while its
  /// read goes on, that ends by itself.
  void withdraw(const Call& call);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    std::deque<std::shared_ptr<Call>> waiting;
    std::map<const Call*, std::pair<std::shared_ptr<Call>, Clock::time_point>> coming;
  };
  using Connections = std::map<std::string, Connection>;

  void begin_next();
  Connections::iterator next();
  void drop_if_idle(Connections::iterator connection);
  void watch();
  void cut_slow_ones();

  /// Most requests come at once with their headers: these are read without being counted by connection.
  std::atomic<std::size_t> at_once_{0};
  // gRPC may call back on the thread that begins a read.
  std::recursive_mutex mutex_;
  std::condition_variable_any unwatched_;
  // Under mutex_:
  std::size_t coming_ = 0;
  std::size_t waiting_ = 0;
  bool is_watching_ = false;
  bool is_closing_ = false;
  Connections connections_;
  std::unique_ptr<grpc::Alarm> alarm_;  // a new one each time: it calls back while it is held
};

}  // namespace skald::server
