#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "skald/detail/pending_answer.h"
#include "skald/options.h"

namespace skald {

/// A value that will come. Copies share it. Any thread may use one.
template <class T>
class Async {
 public:
  using Convert = std::function<T(const detail::Answer&)>;
  Async(std::shared_ptr<detail::PendingAnswer> pending, Convert convert)
      : pending_(std::move(pending)), convert_(std::move(convert)) {}

  /// Waits for it; throws what the call failed with. May be called again.
  T get() const { return convert_(pending_->get()); }
  /// get() does not wait any more.
  bool is_ready() const { return pending_->is_ready(); }
  /// False: not ready after `limit`.
  bool wait_for(Duration limit) const { return pending_->wait_for(limit); }

  /// Calls `callback` with this value as soon as it is ready, once: on the connection's thread, or at once if
  /// it is ready now. The callback must not block: it may call get() of what it was given, and start further
  /// asynchronous calls.
  void on_ready(std::function<void(Async)> callback) const {
    pending_->on_ready([self = *this, callback = std::move(callback)] { callback(self); });
  }

 private:
  std::shared_ptr<detail::PendingAnswer> pending_;
  Convert convert_;
};

}  // namespace skald
