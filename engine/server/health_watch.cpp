#include "engine/server/health_watch.h"

#include <utility>

#include "engine/server/health_messages.h"

namespace skald::server {
namespace {

// Whoever can connect may watch, and each costs memory.
constexpr std::size_t kMostWatches = 1000;

}  // namespace

bool HealthWatches::add(const std::shared_ptr<HealthWatch>& watch) {
  std::lock_guard lock(mutex_);
  return watches_.size() < kMostWatches && watches_.insert(watch).second;
}

void HealthWatches::remove(const std::shared_ptr<HealthWatch>& watch) {
  std::lock_guard lock(mutex_);
  watches_.erase(watch);
}

std::unordered_set<std::shared_ptr<HealthWatch>> HealthWatches::copy() const {
  std::lock_guard lock(mutex_);
  return watches_;
}

void HealthWatches::note_stopping() {
  is_stopping_ = true;
  for (const auto& watch : copy()) watch->tell(Serving::kNotServing);
}

void HealthWatches::end_all() {
  for (const auto& watch : copy()) watch->end({grpc::StatusCode::UNAVAILABLE, "the server is shutting down"});
}

Stream* HealthWatch::begin(std::unique_ptr<StreamContext> context, std::shared_ptr<HealthWatches> watches,
                           std::size_t request_bytes) {
  auto watch = std::make_shared<HealthWatch>(std::move(context), std::move(watches), request_bytes);
  watch->self_ = watch;
  watch->StartRead(&watch->request_);
  return watch.get();
}

void HealthWatch::OnReadDone(bool ok) {
  if (!ok) return end({grpc::StatusCode::INTERNAL, "no request came"});
  std::string service;
  if (grpc::Status read = read_health_request(request_, request_bytes_, service); !read.ok())
    return end(std::move(read));
  request_.Clear();
  {
    std::lock_guard lock(mutex_);
    knows_service_ = has_health(service);
  }
  if (!watches_->add(shared_from_this()))
    return end({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many watch the health of this server"});
  tell(watches_->now());
}

void HealthWatch::tell(Serving status) {
  std::unique_lock lock(mutex_);
  wanted_ = knows_service_ ? status : Serving::kUnknownService;
  go_on(std::move(lock));
}

void HealthWatch::end(grpc::Status status) {
  std::unique_lock lock(mutex_);
  if (!end_with_) end_with_ = std::make_unique<grpc::Status>(std::move(status));
  go_on(std::move(lock));
}

// One write at a time; what is to be told last is told, what lies between may be left out.
void HealthWatch::go_on(std::unique_lock<std::mutex> lock) {
  if (is_writing_ || is_ended_) return;
  if (wanted_ != told_ && !(end_with_ && end_with_->error_code() == grpc::StatusCode::CANCELLED)) {
    is_writing_ = true;
    told_ = wanted_;
    if (grpc::Status written = write_health(told_, response_); !written.ok()) {
      is_ended_ = true;
      lock.unlock();
      return Finish(written);
    }
    lock.unlock();
    return StartWrite(&response_);
  }
  if (!end_with_) return;
  is_ended_ = true;
  const grpc::Status status = *end_with_;
  lock.unlock();
  Finish(status);
}

void HealthWatch::OnWriteDone(bool ok) {
  std::unique_lock lock(mutex_);
  is_writing_ = false;
  if (!ok && !end_with_) end_with_ = std::make_unique<grpc::Status>(grpc::Status::CANCELLED);
  go_on(std::move(lock));
}

void HealthWatch::OnDone() {
  const std::shared_ptr<HealthWatch> last = std::move(self_);
  watches_->remove(last);
  request_.Clear();
  response_.Clear();
}

}  // namespace skald::server
