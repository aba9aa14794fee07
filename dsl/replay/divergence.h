#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <temporal/api/history/v1/message.pb.h>

#include "dsl/replay/command_queue.h"
#include "dsl/replay/workflow_run.h"

namespace skald::replay {

struct Run;

/// Where code and history part, before it is written up.
struct Mismatch {
  std::int64_t event_id = 0;
  /// What differs, in a sentence without the event's number.
  std::string text;
  /// Null if code made nothing where history has the event.
  const QueuedCommand* command = nullptr;
};

/// Writes the page for people. The fibers of the run must still be there: their call stacks are part of it.
Divergence write_up(Run& run, const temporal::api::history::v1::History& history, const Mismatch& mismatch);

/// A task that history has as completed, but whose code failed in this build.
Divergence write_up_failure(Run& run, const temporal::api::history::v1::History& history);

}  // namespace skald::replay
