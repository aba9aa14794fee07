#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/apply.h"
#include "engine/core/decide.h"
#include "engine/core/due.h"
#include "tests/unit_core/commands_under_test.h"

namespace skald::core::test {

/// Where the workers of a story live: in the engine's process, or behind the port.
enum class Worker { kInProcess, kOnPort };

/// One run under a clock of its own. Each verb decides, applies and logs; after every transition the state is
/// rebuilt from the log's bytes and must be what the live one would leave after a crash.
class RunUnderTest {
 public:
  using StartRequest = wire::StartWorkflowExecutionRequest;
  using HistoryEvent = temporal::api::history::v1::HistoryEvent;

  explicit RunUnderTest(Worker worker = Worker::kOnPort) : RunUnderTest(start_request(), worker) {}
  explicit RunUnderTest(const StartRequest& request, Worker worker = Worker::kOnPort);
  /// The run that a transition of another one started.
  RunUnderTest(const Transition& first, const RunUnderTest& previous);

  /// Workflow "order" with id "order-17" on queue "orders", and no timeouts.
  static StartRequest start_request();

  // --- what the story does
  /// Moves the clock; nothing happens.
  void pass(Duration duration) { now_ += duration; }
  /// Moves the clock and does what became due.
  Decision advance(Duration duration);
  /// The wall clock is set back.
  void set_back(Duration duration) { now_ -= duration; }

  /// A worker takes the ready workflow task.
  void take_task(const std::string& request_id = "poll-1");
  CompletedWorkflowTask complete_task(const std::vector<Command>& commands = {});
  /// take_task and complete_task.
  CompletedWorkflowTask run_task(const std::vector<Command>& commands = {});
  Result<CompletedWorkflowTask> try_complete(const wire::RespondWorkflowTaskCompletedRequest& request);
  Result<CompletedWorkflowTask> try_complete(const std::vector<Command>& commands);
  void fail_task(const std::string& message = "panic");

  void start_activity(const std::string& activity_id, const std::string& identity = "worker");
  void complete_activity(const std::string& activity_id, const std::string& result = "out");
  void fail_activity(const std::string& activity_id, const Failure& failure);
  Error refuse_fail_activity(const std::string& activity_id, const Failure& failure);
  void cancel_activity(const std::string& activity_id);
  /// True if the activity shall stop.
  bool heartbeat(const std::string& activity_id, const std::string& details = "half");

  void signal(const std::string& name, const std::string& request_id = "");
  Error refuse_signal(const std::string& name, const std::string& request_id = "");
  void request_cancel_run(const std::string& reason = "enough");
  void terminate(const std::string& reason = "stop");
  /// The engine's process ends and another opens the file.
  Decision crash();

  // --- what came of it
  const RunState& state() const { return state_; }
  DueSet due() const { return core::due(state_); }
  const std::vector<HistoryEvent>& history() const { return history_; }
  const HistoryEvent& event(std::int64_t id) const { return history_.at(static_cast<std::size_t>(id - 1)); }
  const HistoryEvent& last() const { return history_.back(); }
  /// "4 WorkflowTaskCompleted | 5 TimerStarted", from an event on.
  std::string story(std::int64_t from = 1) const;
  /// Of a pending activity.
  const internal::v1::ActivityState& activity(const std::string& activity_id) const;
  internal::v1::TaskToken task_token() const;
  internal::v1::TaskToken activity_token(const std::string& activity_id) const;
  Time now() const { return now_; }
  Duration since_start(const google::protobuf::Timestamp& time) const;
  std::size_t logged() const { return log_.size(); }
  const std::vector<std::string>& log() const { return log_; }
  Context context() const;

  Limits limits;

  /// Applies and logs a decision made outside.
  void take(const Transition& transition);

 private:
  void check_rebuilt();
  Poller poller(const std::string& identity, const std::string& request_id) const;

  Time now_;
  Time started_at_;
  std::uint64_t incarnation_ = 1;
  Worker worker_;
  std::string run_id_;
  RunState state_;
  // The same from logged transitions alone, kept beside to spare long stories the rebuilding.
  RunState shadow_;
  std::vector<std::string> log_;
  std::vector<HistoryEvent> history_;
};

/// "WorkflowTaskScheduled".
std::string event_name(const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::core::test
