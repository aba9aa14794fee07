#include "skald/connect.h"

#include <future>
#include <thread>
#include <utility>

#include "skald/errors.h"
#include "workers/grpc/channel.h"
#include "workers/grpc/grpc_connection.h"
#include "workers/log.h"

namespace skald {
namespace {

constexpr Duration kAnswerLimit = std::chrono::seconds(10);
constexpr Duration kBetweenTries = std::chrono::milliseconds(200);

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

bool is_about_tls(const std::string& said) {
  return contains(said, "andshake failed") || contains(said, "SSL");
}

/// What is wrong, from what gRPC says of a server that it could not talk to.
std::string cause(const std::string& said) {
  if (contains(said, "onnection refused")) return "connection refused";
  if (contains(said, "No such file or directory")) return "there is no such socket";
  if (contains(said, "DNS resolution failed")) return "the host's name is not known";
  if (is_about_tls(said)) return "the TLS handshake failed: " + said;
  return said;
}

std::string problem(const Error& error) {
  return error.code == Code::kUnknownOutcome ? "no answer within 10 s" : cause(error.message);
}

std::string advice(const Error& error, const ConnectOptions& options) {
  if (contains(error.message, "onnection refused") || contains(error.message, "No such file"))
    return "; start one with `skald server start-dev`, or give the address of another";
  if (contains(error.message, "DNS resolution")) return "; check the address";
  if (options.tls) return "; check the certificates, and that the port speaks TLS";
  return "; check the address, and whether the port wants TLS";
}

ConnectError no_server(const std::string& address, const Error& error, const ConnectOptions& options) {
  if (error.code == Code::kPermissionDenied || error.code == Code::kFailedPrecondition)
    return ConnectError(error.message);
  return ConnectError("no server at " + address + ": " + problem(error) + advice(error, options) +
                      " (SKALD5001)");
}

/// Nobody is there yet, or it is not ready to answer. Certificates do not get better by waiting.
bool may_come(const Error& error) {
  return (error.code == Code::kUnavailable && !is_about_tls(error.message)) ||
         error.code == Code::kUnknownOutcome;
}

void log_wait(const std::string& target, const Error& error) {
  workers::log(LogLevel::kWarning, "no server answers yet, waiting for it",
               {{"target", target}, {"error", problem(error)}});
}

Status introduce(workers::GrpcConnection& connection) {
  std::promise<Status> promise;
  std::future<Status> answer = promise.get_future();
  connection.introduce(kAnswerLimit, [&promise](Status status) { promise.set_value(std::move(status)); });
  return answer.get();
}

}  // namespace

RemoteEngine::RemoteEngine(std::shared_ptr<workers::Connection> connection)
    : connection_(std::move(connection)) {}

void RemoteEngine::stop() { connection_->shut_down(); }

std::string RemoteEngine::address() const { return connection_->target(); }

RemoteEngine connect(const std::string& address, ConnectOptions options) {
  const std::string target = workers::full_address(address);
  auto connection = workers::GrpcConnection::make(target, options);
  const auto begun = std::chrono::steady_clock::now();
  bool has_waited = false;
  while (true) {
    const Status status = introduce(*connection);
    if (status.ok()) {
      if (has_waited) workers::log(LogLevel::kInfo, "the server answers", {{"target", target}});
      return RemoteEngine(std::move(connection));
    }
    const bool is_over = std::chrono::steady_clock::now() - begun >= options.patience ||
                         (options.gives_up && options.gives_up());
    if (!may_come(status.error()) || is_over) throw no_server(target, status.error(), options);
    if (!std::exchange(has_waited, true)) log_wait(target, status.error());
    std::this_thread::sleep_for(kBetweenTries);
  }
}

}  // namespace skald
