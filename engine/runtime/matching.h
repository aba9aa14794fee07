#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.h"
#include "engine/core/decision.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/rate_limit.h"

namespace skald::runtime {

enum class TaskKind { kWorkflow, kActivity };

/// Names a task queue of one kind.
struct QueueKey {
  std::string namespace_name;
  std::string name;
  TaskKind kind = TaskKind::kWorkflow;
  bool operator==(const QueueKey&) const = default;
};

/// A task that is ready. It names state, it holds none: whoever takes it asks the run whether it is still so.
struct ReadyTask {
  RunKey run;
  std::size_t shard = 0;
  std::int64_t scheduled_event_id = 0;
  std::int32_t attempt = 0;
  bool is_sticky = false;
  /// For a sticky task: the queue to fall back to when no worker polls the sticky one.
  std::string normal_queue;
  /// Since when it waits in its queue.
  Time since;
  /// The task is a query (WaitingQuery), and there is no event of it.
  std::string query_id = {};
};

/// A worker that waits for a task.
struct WaitingPoll {
  core::Poller poller;
  Time deadline;
  /// Gives it the task; runs where the match was made, so it only hands over.
  std::function<void(ReadyTask)> take;
  /// Answers that there was none.
  std::function<void()> expire;
  /// The worker that polls, so that its polls can be ended together. Empty: unknown.
  std::string worker_key;
  /// How many tasks a second the queue may give out from now on, as the worker says; none: it says nothing.
  std::optional<double> tasks_per_second = {};
};

/// What a poll says for those who look at its queue.
struct PollNote {
  /// Of a sticky queue: the name of its normal one.
  std::string normal_queue = {};
  /// The worker's deployment, as the API has it; empty: it says nothing.
  std::string deployment = {};
};

/// Task queues: lists of ready tasks and of waiting polls, of which one is always empty. All in memory: after
/// a restart they are rebuilt from the states of the runs. Any thread.
class Matching {
 public:
  using TaskId = std::uint64_t;
  using PollId = std::uint64_t;

  explicit Matching(Clock& clock) : clock_(clock) {}

  /// Gives the task to a waiting poll, else keeps it until one comes. The id is for withdraw(); 0 if it was
  /// taken.
  TaskId offer(const QueueKey& queue, ReadyTask task);
  /// Forgets a task that is not ready any more.
  void withdraw(const QueueKey& queue, TaskId task);
  /// Gives the poll the oldest task, else keeps it until one comes or its deadline passes. The id is for
  /// forget(); 0 if it got a task or was answered.
  PollId poll(const QueueKey& queue, WaitingPoll poll, const PollNote& note = {});
  /// Drops a poll whose worker has gone, unanswered; nothing if it does not wait any more.
  void forget(const QueueKey& queue, PollId poll);

  /// Answers polls whose deadline has passed, and gives out tasks that a limit held back. The next time when
  /// there is something to do, if any.
  std::optional<Time> expire(Time now);
  /// Answers all polls of a worker; offers the tasks of its sticky queue to the normal queues.
  void shut_down_worker(const std::string& namespace_name, const std::string& worker_key,
                        const std::string& sticky_queue);
  /// Answers all polls.
  void shut_down();

  /// True if a worker polled this queue within the last 10 s: what Temporal asks before it uses a sticky
  /// queue.
  bool is_polled(const QueueKey& queue);
  bool is_polled_since(const QueueKey& queue, Time time);

  struct PollerInfo {
    std::string identity;
    Time last_access;
    /// As its last poll said.
    std::string build_id = {};
    bool uses_versioning = false;
    std::string deployment = {};
    std::optional<double> tasks_per_second = {};
  };
  /// Who polled the queue in the last 5 minutes.
  std::vector<PollerInfo> pollers(const QueueKey& queue);
  std::size_t backlog(const QueueKey& queue);
  struct Backlog {
    std::size_t count = 0;
    /// How long the oldest task has waited.
    Duration age = Duration::zero();
  };
  Backlog backlog_of(const QueueKey& queue);

  /// How a queue stands; the sticky queues of one normal queue together.
  struct QueueFigures {
    std::string namespace_name;
    std::string queue;
    TaskKind kind = TaskKind::kWorkflow;
    bool is_sticky = false;
    Backlog backlog;
    std::size_t polls = 0;
  };
  /// Of all queues with tasks or polls, in order.
  std::vector<QueueFigures> figures();

 private:
  struct QueueKeyHash {
    std::size_t operator()(const QueueKey& key) const {
      return std::hash<std::string>{}(key.name) ^ (std::hash<std::string>{}(key.namespace_name) << 1) ^
             static_cast<std::size_t>(key.kind);
    }
  };
  struct Queue {
    std::map<TaskId, ReadyTask> tasks;
    std::map<PollId, WaitingPoll> polls;
    RateLimit limit;  // while it holds tasks back, there are tasks and polls
    std::unordered_map<std::string, PollerInfo> pollers;  // by identity
    Time last_poll;
    std::string normal_queue;  // of a sticky queue
  };
  bool is_shut_down(const WaitingPoll& poll) const;
  void remember_shut_down(const std::string& worker_key);
  static void note_poller(Queue& queue, const WaitingPoll& poll, const PollNote& note, Time now);

  Clock& clock_;
  std::mutex mutex_;
  // Under mutex_:
  std::unordered_map<QueueKey, Queue, QueueKeyHash> queues_;
  std::unordered_map<std::string, Time> gone_workers_;  // by key: when they shut down
  std::uint64_t next_id_ = 1;
  bool shut_down_ = false;
};

}  // namespace skald::runtime
