#include "engine/server/server.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server_builder.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <thread>

#include "engine/server/connection_listener.h"
#include "engine/server/front.h"
#include "engine/server/incoming_requests.h"
#include "engine/server/listener_security.h"
#include "engine/server/open_calls.h"
#include "engine/server/stream_server.h"
#include "engine/server/unsent_answers.h"

namespace skald::server {
namespace {

/// What gRPC holds of requests that come in, and of calls under way, before it cuts off whoever sends them.
constexpr std::size_t kHeldByTransport = 512u << 20;

constexpr Duration kLastWords = std::chrono::seconds(10);

std::string host_of(const std::string& ip) { return ip.find(':') == std::string::npos ? ip : "[" + ip + "]"; }

/// As Temporal's server: clients may ping every 10 s, also while nothing is under way; many streams on a
/// connection; dead connections are found by pings of our own.
void set_transport(grpc::ServerBuilder& builder) {
  grpc::ResourceQuota quota;
  quota.Resize(kHeldByTransport);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(-1);  // it would look when the message is there, as we do
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  // Nobody asks for what gRPC would count and note of each call.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CHANNEL_TRACE_EVENT_MEMORY_PER_NODE, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 10'000);
  // It would let every stream send megabytes before we begin to read it.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 64 << 10);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 10'000);
}

class GrpcServer final : public Server {
 public:
  GrpcServer(runtime::Engine& engine, const Options& options, const std::string& token_key)
      : engine_(engine),
        options_(options),
        service_(engine),
        authority_(options.api_keys),
        seal_(token_key),
        parts_{service_,
               *engine.options().clock,
               authority_,
               seal_,
               calls_,
               options.request_bytes,
               options.calls,
               incoming_,
               unsent_,
               options.figures.get(),
               options.access_log.get()},
        front_(parts_) {}
  ~GrpcServer() override { stop(); }

  Status listen() {
    auto credentials = listener_credentials(options_);
    if (!credentials) return credentials.error();
    auto listener = ConnectionListener::listen({options_.ip, options_.port}, options_.connections);
    if (!listener) return cannot_listen();
    grpc::ServerBuilder builder;
    set_transport(builder);
    auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, *credentials);
    builder.RegisterAsyncGenericService(&any_method_);
    streams_ = std::make_unique<StreamServer>(
        builder, [this](std::unique_ptr<StreamContext> context) { return front_.take(std::move(context)); });
    server_ = builder.BuildAndStart();
    if (!server_) return cannot_listen();
    streams_->start(*server_);
    listener_ = std::move(*listener);
    address_ = host_of(options_.ip) + ":" + std::to_string(listener_->port());
    listener_->start(std::move(acceptor));
    return engine_.note_address(address_);
  }

  const std::string& address() const override { return address_; }
  std::size_t open_calls() const override { return calls_.count(); }

  void stop() override {
    std::call_once(stopping_, [this] {
      if (!server_) return;
      front_.health().note_stopping();
      engine_.end_long_polls();
      listener_->stop();
      // Clients are told at once to go elsewhere, and calls under way go on meanwhile.
      const auto at_last = std::chrono::system_clock::now() + options_.drain + std::chrono::seconds(1);
      std::thread closing([this, at_last] { server_->Shutdown(at_last); });
      if (!calls_.wait_for_none(options_.drain)) {
        calls_.fail_all(Error{Code::kUnavailable, "the server is shutting down", {}});
      }
      front_.health().end_watches();
      closing.join();
      server_->Wait();
      // Their last words come a moment later.
      calls_.wait_for_none(kLastWords);
      streams_->stop();
      if (Status noted = engine_.note_address({}); !noted.ok()) spdlog::warn("{}", noted.error().message);
    });
  }

 private:
  Error cannot_listen() const {
    return Error{Code::kAlreadyExists,
                 "SKALD6004: cannot listen on " + host_of(options_.ip) + ":" + std::to_string(options_.port) +
                     ": another program has this port, or the machine has no such address; choose another "
                     "with --port",
                 {}};
  }

  runtime::Engine& engine_;
  const Options options_;
  service::Service service_;
  const Authority authority_;
  const TokenSeal seal_;
  OpenCalls calls_;
  IncomingRequests incoming_;
  UnsentAnswers unsent_{options_.unread_bytes};
  const CallParts parts_;
  Front front_;
  std::string address_;
  std::unique_ptr<ConnectionListener> listener_;
  /// For gRPC; the calls go to streams_.
  grpc::AsyncGenericService any_method_;
  std::unique_ptr<StreamServer> streams_;
  std::unique_ptr<grpc::Server> server_;
  std::once_flag stopping_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(runtime::Engine& engine, const Options& options) {
  auto token_key = engine.secret("task tokens");
  if (!token_key) return token_key.error();
  auto server = std::make_unique<GrpcServer>(engine, options, *token_key);
  SKALD_TRY(server->listen());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace skald::server
