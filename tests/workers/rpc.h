#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "workers/connection.h"

namespace skald::workers_tests {

/// Longer than any test takes that passes.
inline constexpr auto kPatience = std::chrono::seconds(20);

/// One RPC of the fake server: keeps the calls in order until the test takes them, and answers as it is told.
template <class Request, class Response>
class Rpc {
 public:
  using Answer = Result<Response>;
  using Reply = workers::Reply<Response>;

  /// Enters its hang_up() there.
  explicit Rpc(std::vector<std::function<void()>>& hang_ups) {
    hang_ups.push_back([this] { hang_up(); });
  }

  /// Answers every call that comes from now on at once. Without it calls wait for take_held().
  void answer_with(std::function<Answer(const Request&)> answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }

  void call(Request request, Reply reply) {
    std::function<Answer(const Request&)> answer;
    std::optional<Answer> now;
    {
      const std::lock_guard lock(mutex_);
      answer = answer_;
    }
    if (answer) now = answer(request);
    {
      const std::lock_guard lock(mutex_);
      ++count_;
      calls_.push_back({std::move(request), now ? Reply() : reply});
    }
    arrived_.notify_all();
    if (now) reply(std::move(*now));
  }

  /// The next call; waits for it.
  Request take() { return take_held().first; }
  std::pair<Request, Reply> take_held() {
    return take_first([](const Request&) { return true; });
  }
  /// The next call that fits; others stay.
  std::pair<Request, Reply> take_first(const std::function<bool(const Request&)>& fits) {
    std::unique_lock lock(mutex_);
    std::pair<Request, Reply> found;
    const auto is_here = [&] {
      for (auto place = calls_.begin(); place != calls_.end(); ++place) {
        if (!fits(place->first)) continue;
        found = std::move(*place);
        calls_.erase(place);
        return true;
      }
      return false;
    };
    if (!arrived_.wait_for(lock, kPatience, is_here))
      throw std::runtime_error("the expected call did not come");
    return found;
  }

  /// All calls that were not taken yet.
  std::deque<std::pair<Request, Reply>> take_all() {
    const std::lock_guard lock(mutex_);
    return std::exchange(calls_, {});
  }
  /// Answers all calls that wait.
  void answer_held(const Answer& answer) {
    for (auto& [request, reply] : take_all()) {
      if (reply) reply(answer);
    }
  }
  /// The same, and all calls that are still to come, as a connection does that has been shut down.
  void hang_up() {
    const Error closed{Code::kUnavailable, "closed", {}};
    answer_with([closed](const Request&) { return Answer(closed); });
    answer_held(closed);
  }
  /// Calls that came so far.
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  /// Returns when so many calls have come.
  void wait_for_count(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, kPatience, [&] { return count_ >= count; })) {
      throw std::runtime_error("the expected calls did not come");
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::function<Answer(const Request&)> answer_;
  std::deque<std::pair<Request, Reply>> calls_;
  std::size_t count_ = 0;
};

}  // namespace skald::workers_tests
