#include "engine/server/stream_server.h"

#include <algorithm>
#include <utility>

#include "engine/base/handover.h"

namespace skald::server {
namespace {

/// Calls that gRPC can hand over at the same moment.
constexpr int kAcceptors = 8;

std::size_t thread_count() { return std::clamp(std::thread::hardware_concurrency() / 2, 2u, 16u); }

}  // namespace

/// Waits for a call, again and again.
class StreamServer::Acceptor final : public Stream::Event {
 public:
  Acceptor(StreamServer& streams, grpc_server* server)
      : streams_(streams), server_(server), events_(streams.events_->cq()) {
    wait();
  }

  void happened(bool ok) override {
    if (!ok) return forget();  // the server was shut down
    auto context = std::make_unique<StreamContext>(streams_.open_, call_, details_, headers_);
    forget();
    wait();
    streams_.take_(std::move(context))->open();
  }

 private:
  void wait() {
    grpc_call_details_init(&details_);
    grpc_metadata_array_init(&headers_);
    Stream::Event* const event = this;
    hand_over(event);
    const grpc_call_error error =
        grpc_server_request_call(server_, &call_, &details_, &headers_, events_, events_, event);
    if (error != GRPC_CALL_OK) forget();
  }
  void forget() {
    grpc_call_details_destroy(&details_);
    grpc_metadata_array_destroy(&headers_);
  }

  StreamServer& streams_;
  grpc_server* const server_;
  grpc_completion_queue* const events_;
  grpc_call* call_ = nullptr;
  grpc_call_details details_{};
  grpc_metadata_array headers_{};
};

StreamServer::StreamServer(grpc::ServerBuilder& builder, Take take)
    : take_(std::move(take)), events_(builder.AddCompletionQueue()) {}

StreamServer::~StreamServer() { stop(); }

void StreamServer::start(grpc::Server& server) {
  for (int i = 0; i < kAcceptors; ++i)
    acceptors_.push_back(std::make_unique<Acceptor>(*this, server.c_server()));
  for (std::size_t i = thread_count(); i > 0; --i) threads_.emplace_back([this] { run(); });
}

void StreamServer::run() {
  const gpr_timespec never = gpr_inf_future(GPR_CLOCK_REALTIME);
  for (;;) {
    const grpc_event event = grpc_completion_queue_next(events_->cq(), never, nullptr);
    if (event.type == GRPC_QUEUE_SHUTDOWN) return;
    take_over(event.tag);
    static_cast<Stream::Event*>(event.tag)->happened(event.success != 0);
  }
}

void StreamServer::stop() {
  if (threads_.empty()) return;
  open_.wait();
  events_->Shutdown();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace skald::server
