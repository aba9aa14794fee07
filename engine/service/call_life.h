#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace skald::service {

/// Whether the caller still waits for its answer: a client on the port may vanish. The front end makes one
/// for each call. Any thread.
class CallLife {
 public:
  /// True once the caller has gone; an answer would reach nobody.
  bool is_gone() const;
  /// Calls `act` when the caller goes, on the front end's thread, or now if it has gone. It is dropped
  /// uncalled when the call is answered. Must not hold the call (which holds this).
  void on_gone(std::function<void()> act);

  /// For the front end: the caller has gone.
  void leave();
  /// For the front end: the call was answered.
  void finish();

 private:
  mutable std::mutex mutex_;
  // Under mutex_:
  bool is_gone_ = false;
  bool is_finished_ = false;
  std::vector<std::function<void()>> acts_;
};

}  // namespace skald::service
