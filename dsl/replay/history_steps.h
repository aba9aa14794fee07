#pragma once

#include <cstdint>
#include <optional>

#include <temporal/api/history/v1/message.pb.h>

namespace skald::replay {

/// The events [begin, end) of a history that code is run over at once.
struct Step {
  int begin = 0;
  int end = 0;
  /// The last event is a WorkflowTaskStarted whose task code has to run: it completed, or it is the task at
  /// hand. False at the end of a history: only the commands of the last task are met there.
  bool runs_code = false;
  /// History goes on after it.
  bool replaying = false;
};

/// Cuts a history into steps, as Temporal's core does: a workflow task that failed, timed out or was cut off
/// by the run's end made no commands, so its events belong to the next step.
///
/// @verbatim
///   … Scheduled Started | Completed Cmd Cmd Signaled Scheduled Started Failed Scheduled Started | Completed
///   …
///                       step                                                                  step
/// @endverbatim
class HistorySteps {
 public:
  /// Starts behind the event `last_event_id`. `task_at_hand`: the last event is the WorkflowTaskStarted of a
  /// task to be done now.
  HistorySteps(const temporal::api::history::v1::History& history, std::int64_t last_event_id,
               bool task_at_hand);

  std::optional<Step> next();

 private:
  bool concludes(int index) const;

  const temporal::api::history::v1::History& history_;
  int position_ = 0;
  bool task_at_hand_;
};

}  // namespace skald::replay
