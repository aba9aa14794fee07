#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/result.h"
#include "workers/connection.h"
#include "workers/timers.h"

namespace skald::workers {

/// How long a call is repeated that answers "later", as Temporal's SDKs do it: 100 ms, then doubled, at most
/// 5 s apart, each times a random factor of 0.8…1.2.
struct RetryBudget {
  Duration total = std::chrono::seconds(10);
  /// A second try does no harm, so calls of unknown outcome are repeated, too.
  bool may_happen_twice = false;
  /// As soon as this is true, the default total holds: somebody waits for an end.
  std::shared_ptr<const std::atomic<bool>> in_haste = nullptr;
};

/// The wait before the next try, when the first began `since` ago; nullopt: give up. Counts tries from 1.
std::optional<Duration> next_try(int tries, Duration since, const RetryBudget& budget);

/// A limit that was hit, or a server that cannot be reached now. The engine in the process knows no outage:
/// it says "unavailable" when it ends, and when its file cannot be read, which the caller should hear.
bool is_worth_repeating(const Connection& connection, const Error& error, const RetryBudget& budget);

/// "Unavailable" means the end. Otherwise whoever polls comes back.
inline bool is_final(const Connection& connection) { return connection.is_shut_down(); }

/// One call() with all its tries.
template <class Request, class Response>
struct RepeatedCall : std::enable_shared_from_this<RepeatedCall<Request, Response>> {
  using Method = void (Connection::*)(Request, Reply<Response>);

  void attempt() {
    (connection.get()->*method)(request, [self = this->shared_from_this()](Result<Response> answer) {
      self->answered(std::move(answer));
    });
  }

  void answered(Result<Response> answer) {
    if (answer.ok() || !is_worth_repeating(*connection, answer.error(), budget))
      return reply(std::move(answer));
    const auto wait = next_try(++tries, timers->now() - begun, budget);
    if (!wait) return reply(std::move(answer));
    timers->after(*wait, [self = this->shared_from_this()] { self->attempt(); });
  }

  std::shared_ptr<Connection> connection;
  std::shared_ptr<Timers> timers;
  Method method = nullptr;
  Request request;  // the same, request_id included, in every try
  Reply<Response> reply;
  RetryBudget budget;
  int tries = 0;
  Timers::TimePoint begun;
};

/// Calls `method`, again if the answer says "later", and passes on the final answer. The request's ids stay
/// the same over all tries, so that a start or signal happens once.
template <class Request, class Response>
void call(const std::shared_ptr<Connection>& connection, const std::shared_ptr<Timers>& timers,
          void (Connection::*method)(Request, Reply<Response>), Request request, Reply<Response> reply,
          RetryBudget budget = {}) {
  auto repeated = std::make_shared<RepeatedCall<Request, Response>>();
  repeated->connection = connection;
  repeated->timers = timers;
  repeated->method = method;
  repeated->request = std::move(request);
  repeated->reply = std::move(reply);
  repeated->budget = std::move(budget);
  repeated->begun = timers->now();
  repeated->attempt();
}

/// call() for what a worker reports. The engine in the process takes every report (only new workflows are
/// refused when the disk is full or recovery would take too long), so that no copy needs to be kept for a
/// second try.
template <class Request, class Response>
void report(const std::shared_ptr<Connection>& connection, const std::shared_ptr<Timers>& timers,
            void (Connection::*method)(Request, Reply<Response>), Request request, Reply<Response> reply,
            RetryBudget budget) {
  if (connection->in_process()) {
    (connection.get()->*method)(std::move(request), std::move(reply));
  } else {
    call<Request, Response>(connection, timers, method, std::move(request), std::move(reply),
                            std::move(budget));
  }
}

}  // namespace skald::workers
