#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "skald/detail/pending_answer.h"
#include "skald/options.h"

namespace skald {

/// A value that will come. Copies share it. Any thread may use one. It needs neither the Client nor the
/// handle that it came from; an engine that is stopped first makes it ready with a ClientError
/// (kUnavailable).
template <class T>
class Async {
 public:
  using Convert = std::function<T(const detail::Answer&)>;
  Async(std::shared_ptr<detail::PendingAnswer> pending, Convert convert)
      : pending_(std::move(pending)), convert_(std::move(convert)) {}

  /// Waits for it; throws what the call failed with. May be called again. Not for workflow code, which would
  /// hold up its thread.
  T get() const { return convert_(pending_->get()); }
  /// True if get() would not wait. It may still throw.
  bool is_ready() const { return pending_->is_ready(); }
  /// Waits, but no longer than `limit`: true if it is ready.
  bool wait_for(Duration limit) const { return pending_->wait_for(limit); }

  /// Calls `callback` with this value once, when it is ready. Several callbacks are called one after the
  /// other, in the order in which they were given.
  ///
  /// Thread: one of the engine's or of the client's own, which others wait for. So the callback must not
  /// block (it may call get() of what it was given, and begin other asynchronous calls), must not stop or
  /// destroy the engine, and must let no exception out: that ends the process. If the value is there already,
  /// it is called here, before on_ready() returns.
  ///
  /// Lifetime: what the callback refers to must live until it has been called. That happens for certain: the
  /// end of the engine is an answer too, which may come shortly after Engine::stop() has returned. Copies of
  /// Client, handles and Async may be captured by value.
  void on_ready(std::function<void(Async)> callback) const {
    pending_->on_ready([self = *this, callback = std::move(callback)] { callback(self); });
  }

 private:
  std::shared_ptr<detail::PendingAnswer> pending_;
  Convert convert_;
};

}  // namespace skald
