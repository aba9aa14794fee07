#include "engine/server/connection_listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace skald::server {
namespace {

/// Files that are left for the engine: its database, certificates, what threads of gRPC wake each other with.
constexpr std::size_t kOwnFiles = 64;
constexpr int kPauseWithoutFiles = 100;  // milliseconds

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Error system_error(const std::string& what) {
  return Error{Code::kUnavailable, what + ": " + std::strerror(errno), {}};
}

Result<Addresses> resolve(const ConnectionListener::Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int result = getaddrinfo(address.ip.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (result != 0) return Error{Code::kUnavailable, gai_strerror(result), {}};
  return Addresses(found);
}

int port_of(int listener) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  if (bound.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(bound).sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

void set_port(sockaddr& address, int port) {
  const auto number = htons(static_cast<std::uint16_t>(port));
  if (address.sa_family == AF_INET6) reinterpret_cast<sockaddr_in6&>(address).sin6_port = number;
  if (address.sa_family == AF_INET) reinterpret_cast<sockaddr_in&>(address).sin_port = number;
}

/// A socket that listens there; -1: errno says why not.
int listen_on(const addrinfo& address) {
  const int listener = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -1;
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address.ai_family == AF_INET6) ::setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (::bind(listener, address.ai_addr, address.ai_addrlen) == 0 && ::listen(listener, SOMAXCONN) == 0)
    return listener;
  const int reason = errno;
  ::close(listener);
  errno = reason;
  return -1;
}

}  // namespace

Result<std::unique_ptr<ConnectionListener>> ConnectionListener::listen(const Address& address,
                                                                       std::size_t most_connections) {
  std::unique_ptr<ConnectionListener> listener(new ConnectionListener(most_connections));
  SKALD_TRY(listener->bind(address));
  return listener;
}

ConnectionListener::~ConnectionListener() {
  stop();
  if (stopping_ >= 0) ::close(stopping_);
}

// A name may stand for several addresses ("localhost": 127.0.0.1 and ::1), which then share the port. Of
// those that a name has, some may not be there on this machine.
Status ConnectionListener::bind(const Address& address) {
  stopping_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stopping_ < 0) return system_error("eventfd");
  auto addresses = resolve(address);
  if (!addresses) return addresses.error();
  Status last;
  for (addrinfo* each = addresses->get(); each != nullptr; each = each->ai_next) {
    if (port_ != 0) set_port(*each->ai_addr, port_);
    const int listener = listen_on(*each);
    if (listener < 0) {
      const bool is_taken = errno == EADDRINUSE;
      last = system_error("listen");
      if (is_taken && address.port != 0) return last;
      continue;
    }
    listeners_.push_back(listener);
    port_ = port_of(listener);
  }
  return listeners_.empty() ? last : Status();
}

void ConnectionListener::start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  thread_ = std::thread([this] { take_connections(); });
}

void ConnectionListener::stop() {
  if (thread_.joinable()) {
    eventfd_write(stopping_, 1);
    thread_.join();
  }
  for (const int listener : listeners_) ::close(listener);
  listeners_.clear();
}

void ConnectionListener::take_connections() {
  std::vector<pollfd> watched{{stopping_, POLLIN, 0}};
  for (const int listener : listeners_) watched.push_back({listener, POLLIN, 0});
  while (true) {
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // interrupted
    if (watched[0].revents != 0) return;
    for (const pollfd& each : watched) {
      if (each.fd != stopping_ && each.revents != 0) take(each.fd);
    }
  }
}

void ConnectionListener::take(int listener) {
  while (true) {
    const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pollfd stopping{stopping_, POLLIN, 0};
        ::poll(&stopping, 1, kPauseWithoutFiles);
      }
      return;
    }
    // The lowest number that is free: at least so many files are open.
    if (connection > largest_file()) {
      ::close(connection);
      continue;
    }
    const int yes = 1;
    ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.listener_fd = listener;
    parameters.fd = connection;
    acceptor_->HandleNewConnection(&parameters);
  }
}

int ConnectionListener::largest_file() const {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const std::size_t all = std::max<std::size_t>(files.rlim_cur, 2 * kOwnFiles) - kOwnFiles;
  return static_cast<int>(std::min(all, most_connections_ + kOwnFiles));
}

}  // namespace skald::server
