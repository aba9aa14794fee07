#pragma once

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "engine/server/stream.h"

namespace skald::server {

/// Takes the calls of a server, whatever their method, and runs what gRPC says of them on threads of its own.
class StreamServer {
 public:
  /// Makes the stream of a call.
  using Take = std::function<Stream*(std::unique_ptr<StreamContext>)>;

  /// Before the server is built.
  StreamServer(grpc::ServerBuilder& builder, Take take);
  ~StreamServer();
  StreamServer(const StreamServer&) = delete;
  StreamServer& operator=(const StreamServer&) = delete;

  void start(grpc::Server& server);
  /// Once the server was shut down: ends the threads, when no call is left. Idempotent.
  void stop();

 private:
  class Acceptor;
  void run();

  const Take take_;
  OpenStreams open_;
  std::unique_ptr<grpc::ServerCompletionQueue> events_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<std::thread> threads_;
};

}  // namespace skald::server
