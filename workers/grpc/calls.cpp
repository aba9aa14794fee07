#include "workers/grpc/calls.h"

#include <chrono>
#include <utility>
#include <vector>

#include "engine/base/assert.h"

namespace skald::workers {
namespace {

constexpr char kService[] = "/temporal.api.workflowservice.v1.WorkflowService/";

thread_local int replies_here = 0;

}  // namespace

bool Calls::is_in_reply() { return replies_here > 0; }

void Calls::begin(std::shared_ptr<Call> call, const google::protobuf::MessageLite& request,
                  google::protobuf::MessageLite& response, Done done) {
  if (!enter(call)) return done(grpc::Status(grpc::StatusCode::CANCELLED, "the connection is closed"));
  grpc::ClientContext* context = &call->context;
  const std::string path = std::string(kService) + call->method;
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::duration_cast<std::chrono::system_clock::duration>(call->limit));
  stub_.UnaryCall(context, path, grpc::StubOptions(), &request, &response,
                  [this, call = std::move(call), done = std::move(done)](const grpc::Status& status) mutable {
                    ++replies_here;
                    done(status);
                    done = nullptr;
                    --replies_here;
                    leave(std::move(call));
                  });
}

bool Calls::enter(const std::shared_ptr<Call>& call) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  under_way_.insert(call);
  ++count_;
  return true;
}

void Calls::leave(std::shared_ptr<Call> call) {
  {
    const std::lock_guard lock(mutex_);
    under_way_.erase(call);
  }
  call.reset();
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) ended_.notify_all();
}

void Calls::cancel_polls(const std::string& worker) {
  std::vector<std::shared_ptr<Call>> polls;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& call : under_way_) {
      if (call->worker == worker) polls.push_back(call);
    }
  }
  // Without the lock: a reply may come at once, and it needs the lock to leave.
  for (const auto& poll : polls) poll->context.TryCancel();
}

void Calls::close() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    calls.assign(under_way_.begin(), under_way_.end());
  }
  for (const auto& call : calls) call->context.TryCancel();
}

void Calls::wait() {
  SKALD_ASSERT(!is_in_reply());
  std::unique_lock lock(mutex_);
  SKALD_ASSERT(closed_);
  ended_.wait(lock, [this] { return count_ == 0; });
}

}  // namespace skald::workers
