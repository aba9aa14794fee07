#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "workers/activity_attempt.h"
#include "workers/activity_outcome.h"
#include "workers/activity_threads.h"
#include "workers/in_flight.h"

namespace skald::workers {

/// The activity side of a worker: polls while there are free slots, runs attempts and reports how they ended.
class ActivityTasks : public std::enable_shared_from_this<ActivityTasks> {
 public:
  explicit ActivityTasks(ContextRef context);

  void start();
  /// Takes an attempt that came without a poll of its own.
  void run(ActivityTask task);
  /// Keeps a free slot for such an attempt, until it is released. False: none is free, or the worker stops.
  bool reserve_slot();
  void release_slots(int slots);

  /// No new polls; attempts that polls under way bring are run.
  void stop_polling();
  /// Waits for running attempts, cancels them after the grace time, and waits for their reports. A poll that
  /// does not end within `poll_limit` is left behind; an attempt that it brings goes back to the server.
  void finish(Duration poll_limit);

 private:
  using PollAnswer = Result<wire::PollActivityTaskQueueResponse>;
  using AttemptRef = std::shared_ptr<ActivityAttempt>;

  void poll_for_free_slots();
  void poll(int failures);
  void polled(int failures, PollAnswer answer);
  void poll_ended();
  void accept(ActivityTask task);

  void run_attempt(ActivityTask task);
  ActivityReport run_function(ActivityAttempt& attempt);
  void send(const AttemptRef& attempt, ActivityReport report);
  void send_result(const AttemptRef& attempt, wire::RespondActivityTaskCompletedRequest request);
  template <class Request, class Response>
  void send(const AttemptRef& attempt, void (Connection::*method)(Request, Reply<Response>), Request request);
  void wait_for_attempts();
  std::string running_types();

  const ContextRef context_;
  const std::shared_ptr<InFlight> polls_ = std::make_shared<InFlight>();
  const std::shared_ptr<InFlight> attempts_ = std::make_shared<InFlight>();
  std::shared_ptr<ActivityThreads> threads_;

  std::mutex mutex_;
  // protected by mutex_
  std::set<AttemptRef> running_;
  int polls_out_ = 0;
  int slots_used_ = 0;
  bool is_polling_ = false;
  bool is_cancelling_ = false;
  bool is_closed_ = false;
};

}  // namespace skald::workers
