#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <temporal/api/history/v1/message.pb.h>

#include "dsl/replay/divergence.h"
#include "dsl/replay/history_steps.h"
#include "dsl/replay/marker_machine.h"
#include "dsl/replay/run.h"

namespace skald::replay {

/// Takes a run over one step of its history.
///
/// First every event is read, in its order: command events are matched with the commands of the task before,
/// first in first out; machines learn how what they stand for ended. Then code hears of it in the order of
/// Temporal's core: signals and the request to cancel, then results, each in the order of events; after each
/// all fibers run until they wait.
class TaskReplay {
 public:
  TaskReplay(Run& run, const temporal::api::history::v1::History& history) : run_(run), history_(history) {}

  /// Says where code and history part. Afterwards run.failure tells whether the code failed.
  std::optional<Mismatch> take(const Step& step);

 private:
  struct Job {
    const HistoryEvent* event;
    std::shared_ptr<Machine> machine;  ///< Of a result.
  };

  std::optional<Mismatch> read_all(const Step& step);
  std::optional<Mismatch> read(const HistoryEvent& event);
  std::optional<Mismatch> match(const HistoryEvent& event);
  std::optional<Mismatch> observe(const HistoryEvent& event, bool is_result);
  std::optional<Mismatch> find_unmet_command() const;
  void begin(const HistoryEvent& started);
  void note_failed_task(const HistoryEvent& failed);

  void run_code(const HistoryEvent& task_started, bool replaying);
  void deliver(const Job& job);

  Run& run_;
  const temporal::api::history::v1::History& history_;
  MarkerMachine markers_;
  std::int64_t completed_event_id_ = 0;
  std::vector<Job> urgent_;
  std::vector<Job> results_;
};

}  // namespace skald::replay
