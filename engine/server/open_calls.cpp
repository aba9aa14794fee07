#include "engine/server/open_calls.h"

#include <vector>

#include "engine/server/call.h"

namespace skald::server {

void OpenCalls::add(const std::shared_ptr<Call>& call) {
  std::lock_guard lock(mutex_);
  calls_.emplace(call.get(), call);
}

void OpenCalls::remove(const Call* call) {
  std::lock_guard lock(mutex_);
  calls_.erase(call);
  if (calls_.empty()) none_.notify_all();
}

bool OpenCalls::wait_for_none(Duration at_most) {
  std::unique_lock lock(mutex_);
  return none_.wait_for(lock, at_most, [this] { return calls_.empty(); });
}

void OpenCalls::fail_all(const Error& error) {
  std::vector<std::shared_ptr<Call>> calls;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, call] : calls_) {
      if (auto held = call.lock()) calls.push_back(std::move(held));
    }
  }
  for (const auto& call : calls) call->fail(error);
}

std::size_t OpenCalls::count() const {
  std::lock_guard lock(mutex_);
  return calls_.size();
}

}  // namespace skald::server
