#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "engine/base/clock.h"
#include "engine/base/result.h"

namespace skald::server {

class Call;

/// The calls under way. Any thread.
class OpenCalls {
 public:
  void add(const std::shared_ptr<Call>& call);
  void remove(const Call* call);
  /// Until there is none, but not longer than this. True: there is none.
  bool wait_for_none(Duration at_most);
  /// Answers all of them with this error.
  void fail_all(const Error& error);
  std::size_t count() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable none_;
  // Under mutex_:
  std::unordered_map<const Call*, std::weak_ptr<Call>> calls_;
};

}  // namespace skald::server
