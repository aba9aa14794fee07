#include "engine/server/unsent_answers.h"

#include <algorithm>
#include <utility>

#include "engine/server/call.h"

namespace skald::server {
namespace {

constexpr std::chrono::seconds kReadingTime{5};

}  // namespace

bool UnsentAnswers::add(std::shared_ptr<Call> call, const std::string& connection, std::size_t bytes,
                        Loss loss) {
  std::lock_guard lock(mutex_);
  const std::uint64_t number = next_number_++;
  Connection& own = connections_[connection];
  places_[call.get()] = {connection, number};
  own.answers[number] = {std::move(call), bytes, std::chrono::steady_clock::now()};
  own.bytes += bytes;
  bytes_ += bytes;
  if (bytes_ > limit_) cut_unread();
  while (bytes_ > limit_) {
    const auto most = largest();
    if (loss == Loss::kNothing && most->first == connection) {
      forget(most, number);
      return false;
    }
    cut_oldest(most);
  }
  return true;
}

void UnsentAnswers::cut_unread() {
  const auto latest = std::chrono::steady_clock::now() - kReadingTime;
  while (bytes_ > limit_) {
    const auto oldest = with_oldest();
    if (oldest->second.answers.begin()->second.since > latest) return;
    cut_oldest(oldest);
  }
}

// Under the lock: the end of the call waits for us, and what gRPC holds of it is there till then.
void UnsentAnswers::cut_oldest(Connections::iterator connection) {
  const auto oldest = connection->second.answers.begin();
  const std::shared_ptr<Call> call = oldest->second.call;
  forget(connection, oldest->first);
  call->cut_off();
}

void UnsentAnswers::remove(const Call* call) {
  std::lock_guard lock(mutex_);
  const auto place = places_.find(call);
  if (place == places_.end()) return;
  forget(connections_.find(place->second.connection), place->second.number);
}

std::size_t UnsentAnswers::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

UnsentAnswers::Connections::iterator UnsentAnswers::largest() {
  return std::max_element(connections_.begin(), connections_.end(), [](const auto& one, const auto& other) {
    return one.second.bytes < other.second.bytes;
  });
}

UnsentAnswers::Connections::iterator UnsentAnswers::with_oldest() {
  return std::min_element(connections_.begin(), connections_.end(), [](const auto& one, const auto& other) {
    return one.second.answers.begin()->first < other.second.answers.begin()->first;
  });
}

void UnsentAnswers::forget(Connections::iterator connection, std::uint64_t number) {
  const auto answer = connection->second.answers.find(number);
  places_.erase(answer->second.call.get());
  bytes_ -= answer->second.bytes;
  connection->second.bytes -= answer->second.bytes;
  connection->second.answers.erase(answer);
  if (connection->second.answers.empty()) connections_.erase(connection);
}

}  // namespace skald::server
