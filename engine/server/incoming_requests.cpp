#include "engine/server/incoming_requests.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/server/call.h"

namespace skald::server {
namespace {

constexpr std::size_t kAtOnce = 32;
constexpr std::size_t kTogether = 32;
constexpr std::size_t kOfOneConnection = 8;
constexpr std::chrono::seconds kPatience{1};
constexpr std::chrono::milliseconds kGlance{250};

}  // namespace

IncomingRequests::~IncomingRequests() {
  std::unique_lock lock(mutex_);
  is_closing_ = true;
  if (is_watching_) alarm_->Cancel();
  unwatched_.wait(lock, [this] { return !is_watching_; });
}

void IncomingRequests::add(const std::shared_ptr<Call>& call) {
  if (at_once_.fetch_add(1) < kAtOnce) return call->read_at_once();
  at_once_.fetch_sub(1);
  std::lock_guard lock(mutex_);
  call->wait_to_read();
  connections_[call->connection()].waiting.push_back(call);
  ++waiting_;
  begin_next();
  if (waiting_ > 0) watch();
}

void IncomingRequests::remove(const Call& call) {
  switch (call.reading()) {
    case Call::Reading::kNot: return;
    case Call::Reading::kAtOnce: at_once_.fetch_sub(1); return;
    case Call::Reading::kInTurn: break;
  }
  std::lock_guard lock(mutex_);
  const auto connection = connections_.find(call.connection());
  if (connection == connections_.end() || connection->second.coming.erase(&call) == 0) return;
  --coming_;
  drop_if_idle(connection);
  begin_next();
}

void IncomingRequests::withdraw(const Call& call) {
  if (call.reading() != Call::Reading::kInTurn) return;
  std::lock_guard lock(mutex_);
  const auto connection = connections_.find(call.connection());
  if (connection == connections_.end()) return;
  auto& waiting = connection->second.waiting;
  const auto place = std::find_if(waiting.begin(), waiting.end(),
                                  [&](const std::shared_ptr<Call>& each) { return each.get() == &call; });
  if (place == waiting.end()) return;
  const std::shared_ptr<Call> held = std::move(*place);
  waiting.erase(place);
  --waiting_;
  drop_if_idle(connection);
}

// Under the lock, so that a call which is withdrawn meanwhile does not end before its read has begun.
void IncomingRequests::begin_next() {
  while (waiting_ > 0 && coming_ < kTogether) {
    const auto connection = next();
    if (connection == connections_.end()) return;
    const std::shared_ptr<Call> call = std::move(connection->second.waiting.front());
    connection->second.waiting.pop_front();
    connection->second.coming.emplace(call.get(), std::pair(call, Clock::now()));
    --waiting_;
    ++coming_;
    call->begin_reading();
  }
}

/// The connection that has the fewest requests coming, of those on which one waits.
IncomingRequests::Connections::iterator IncomingRequests::next() {
  auto best = connections_.end();
  for (auto each = connections_.begin(); each != connections_.end(); ++each) {
    const auto& [waiting, coming] = each->second;
    if (waiting.empty() || coming.size() >= kOfOneConnection) continue;
    if (best == connections_.end() || coming.size() < best->second.coming.size()) best = each;
  }
  return best;
}

void IncomingRequests::drop_if_idle(Connections::iterator connection) {
  if (connection->second.waiting.empty() && connection->second.coming.empty()) connections_.erase(connection);
}

void IncomingRequests::watch() {
  if (is_watching_ || is_closing_) return;
  is_watching_ = true;
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(std::chrono::system_clock::now() + kGlance, [this](bool) {
    std::lock_guard lock(mutex_);
    is_watching_ = false;
    if (!is_closing_) cut_slow_ones();
    if (waiting_ > 0) watch();
    if (!is_watching_) unwatched_.notify_all();
  });
}

void IncomingRequests::cut_slow_ones() {
  const Clock::time_point latest = Clock::now() - kPatience;
  std::vector<std::shared_ptr<Call>> slow;
  for (const auto& [name, connection] : connections_) {
    for (const auto& [key, coming] : connection.coming) {
      if (coming.second < latest) slow.push_back(coming.first);
    }
  }
  for (const auto& call : slow) call->cut_off();
}

}  // namespace skald::server
