#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <temporal/api/history/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "skald/options.h"

/// Histories as a Temporal server writes them, an event a line.
namespace skald::replay_tests {

namespace wire = ::temporal::api::workflowservice::v1;
using History = ::temporal::api::history::v1::History;
using HistoryEvent = ::temporal::api::history::v1::HistoryEvent;
using Failure = ::temporal::api::failure::v1::Failure;

/// Every method appends one event and returns its id. Each event is one second after the one before.
class HistoryBuilder {
 public:
  /// `json`: the input, as JSON; empty: none.
  std::int64_t run_started(const std::string& workflow_type, const std::string& json = "");

  std::int64_t task_scheduled();
  std::int64_t task_started();
  std::int64_t task_completed();
  std::int64_t task_failed();
  std::int64_t task_timed_out();
  /// The task at which a reset cut the history off.
  std::int64_t task_reset(const std::string& new_run_id);
  /// Scheduled, started and completed, in one.
  std::int64_t task();

  std::int64_t activity_scheduled(const std::string& id, const std::string& type);
  std::int64_t activity_started(std::int64_t scheduled, int attempt = 1,
                                const Failure* last_failure = nullptr);
  std::int64_t activity_completed(std::int64_t scheduled, const std::string& json);
  std::int64_t activity_failed(std::int64_t scheduled, const std::string& type, const std::string& message);
  std::int64_t activity_timed_out(std::int64_t scheduled);
  std::int64_t activity_cancel_requested(std::int64_t scheduled);
  std::int64_t activity_canceled(std::int64_t scheduled);

  std::int64_t timer_started(const std::string& id);
  std::int64_t timer_fired(std::int64_t started);
  std::int64_t timer_canceled(std::int64_t started);

  std::int64_t child_initiated(const std::string& workflow_id, const std::string& type);
  std::int64_t external_cancel_initiated(const std::string& workflow_id);
  std::int64_t external_signal_initiated(const std::string& workflow_id, const std::string& signal);

  std::int64_t signaled(const std::string& name, const std::string& json = "");
  std::int64_t cancel_requested(const std::string& cause);
  std::int64_t patch_marker(const std::string& patch);
  std::int64_t version_attribute();
  std::int64_t marker(const std::string& name);

  std::int64_t run_completed();
  std::int64_t run_failed();
  std::int64_t run_canceled();
  std::int64_t run_continued_as_new();
  std::int64_t run_terminated();

  /// What a server writes for the commands of a completion, behind a WorkflowTaskCompleted.
  void commands(const wire::RespondWorkflowTaskCompletedRequest& completion);

  /// An event of any other kind.
  HistoryEvent& add(temporal::api::enums::v1::EventType type);

  const History& history() const { return history_; }
  /// The events from `first` on.
  History from(std::int64_t first) const;
  std::int64_t last_id() const { return history_.events_size(); }
  /// The event that scheduled the activity or started the timer of this id; the newest if there are several.
  std::int64_t find_activity(const std::string& id) const;
  std::int64_t find_timer(const std::string& id) const;
  void advance(Duration by) { now_ += by; }

 private:
  void command(const temporal::api::command::v1::Command& command);

  History history_;
  Time now_{std::chrono::seconds(1'700'000'000)};
};

/// A failure with an application type, as an SDK writes it.
Failure application_failure(const std::string& type, const std::string& message);
Failure timeout_failure();

}  // namespace skald::replay_tests
