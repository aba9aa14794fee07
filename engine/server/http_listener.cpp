#include "engine/server/http_listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <thread>
#include <utility>
#include <vector>

#include "engine/server/http_request.h"

namespace skald::server {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostConnections = 32;
constexpr auto kPatience = std::chrono::seconds(5);

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

struct Connection {
  Descriptor socket;
  Steady::time_point until;
  std::string request = {};
  /// Empty: the request is still read.
  std::string answer = {};
  std::size_t sent = 0;
};

const char* reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "";
  }
}

enum class Body { kSent, kLeftOut };

std::string http_text(const HttpAnswer& answer, Body body) {
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}X-Content-Type-Options: nosniff\r\n"
      "Cache-Control: no-store\r\nConnection: close\r\n\r\n{}",
      answer.status, reason(answer.status), answer.type, answer.body.size(),
      answer.status == 405 ? "Allow: GET, HEAD\r\n" : "", body == Body::kSent ? answer.body : std::string());
}

struct Free {
  void operator()(addrinfo* info) const { freeaddrinfo(info); }
};

Result<Descriptor> listen_on(const std::string& ip, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | (ip == "localhost" ? 0 : AI_NUMERICHOST);
  addrinfo* found = nullptr;
  std::string why = "it is no address of this machine";
  if (getaddrinfo(ip.c_str(), std::to_string(port).c_str(), &hints, &found) == 0) {
    const std::unique_ptr<addrinfo, Free> owned(found);
    Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    if (socket.is_open() && setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(socket.get(), found->ai_addr, found->ai_addrlen) == 0 &&
        listen(socket.get(), static_cast<int>(kMostConnections)) == 0) {
      return socket;
    }
    why = std::strerror(errno);
  }
  return Error{Code::kAlreadyExists,
               fmt::format("SKALD6004: cannot listen on {}:{} for metrics: {}; choose another with "
                           "--metrics-port",
                           ip, port, why),
               {}};
}

std::string address_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      getnameinfo(reinterpret_cast<sockaddr*>(&address), size, host.data(), host.size(), port.data(),
                  port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  const std::string name = host.data();
  return (name.find(':') == std::string::npos ? name : "[" + name + "]") + ":" + port.data();
}

class PollingListener final : public HttpListener {
 public:
  PollingListener(Descriptor socket, Answer answer)
      : socket_(std::move(socket)),
        wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        address_(address_of(socket_.get())),
        answer_(std::move(answer)),
        thread_([this] { loop(); }) {}

  ~PollingListener() override {
    const std::uint64_t one = 1;
    // Cannot fail: the counter is not near its end.
    (void)!::write(wake_.get(), &one, sizeof one);
    thread_.join();
  }

  const std::string& address() const override { return address_; }

 private:
  void loop() {
    while (true) {
      std::vector<pollfd> watched = to_watch();
      if (::poll(watched.data(), watched.size(), time_left()) < 0 && errno != EINTR) return;
      if (watched[0].revents != 0) return;
      if (watched[1].revents != 0) take_connection();
      auto connection = connections_.begin();
      for (std::size_t i = 2; i < watched.size(); ++i) {
        const auto now = connection++;
        const bool is_over = Steady::now() >= now->until || (watched[i].revents != 0 && !go_on(*now));
        if (is_over) connections_.erase(now);
      }
    }
  }

  std::vector<pollfd> to_watch() const {
    std::vector<pollfd> watched{{wake_.get(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
    for (const Connection& each : connections_) {
      const auto events = static_cast<short>(each.answer.empty() ? POLLIN : POLLOUT);
      watched.push_back({each.socket.get(), events, 0});
    }
    return watched;
  }

  int time_left() const {
    if (connections_.empty()) return -1;
    Steady::time_point first = connections_.front().until;
    for (const Connection& each : connections_) first = std::min(first, each.until);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Steady::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(0, left.count()));
  }

  void take_connection() {
    Descriptor socket(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.is_open()) return pause_if_out_of_descriptors();
    if (connections_.size() >= kMostConnections) return;  // closed
    connections_.push_back({std::move(socket), Steady::now() + kPatience});
  }

  // The connection stays in the queue, and poll would come back at once, for ever.
  static void pause_if_out_of_descriptors() {
    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }

  /// False: nothing more is to be done.
  bool go_on(Connection& connection) {
    return connection.answer.empty() ? read(connection) : write(connection);
  }

  bool read(Connection& connection) {
    std::array<char, kLongestHttpRequest> buffer;
    const std::size_t space = kLongestHttpRequest - connection.request.size();
    const ssize_t count = ::recv(connection.socket.get(), buffer.data(), space, 0);
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    connection.request.append(buffer.data(), static_cast<std::size_t>(count));
    const HttpRequest request = read_http_request(connection.request);
    if (request.verdict == HttpRequest::Verdict::kIncomplete) return true;
    connection.answer = http_text(answer_to(request), request.is_head ? Body::kLeftOut : Body::kSent);
    connection.until = Steady::now() + kPatience;
    return write(connection);
  }

  HttpAnswer answer_to(const HttpRequest& request) const {
    switch (request.verdict) {
      case HttpRequest::Verdict::kMalformed: return {.status = 400, .body = "this is no HTTP/1.1\n"};
      case HttpRequest::Verdict::kTooLong: return {.status = 431, .body = "the request is too long\n"};
      case HttpRequest::Verdict::kOtherMethod: return {.status = 405, .body = "GET and HEAD only\n"};
      default: return answer_(request.path);
    }
  }

  static bool write(Connection& connection) {
    const std::string& answer = connection.answer;
    const ssize_t count = ::send(connection.socket.get(), answer.data() + connection.sent,
                                 answer.size() - connection.sent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    connection.sent += static_cast<std::size_t>(count);
    return connection.sent < answer.size();
  }

  const Descriptor socket_;
  const Descriptor wake_;
  const std::string address_;
  const Answer answer_;
  // Of the thread:
  std::list<Connection> connections_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<HttpListener>> HttpListener::start(const std::string& ip, int port, Answer answer) {
  Result<Descriptor> socket = listen_on(ip, port);
  if (!socket.ok()) return std::move(socket).error();
  return std::unique_ptr<HttpListener>(new PollingListener(std::move(*socket), std::move(answer)));
}

}  // namespace skald::server
