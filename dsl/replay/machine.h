#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dsl/replay/command_queue.h"
#include "dsl/replay/operation.h"

namespace skald::replay {

/// An operation that history knows: made by a command, ended by an event.
///
/// Its state follows the events as soon as they are read; its result is delivered to code in its turn
/// (task_replay.h). Between the two it is closed but not ready: cancelling it then changes nothing, because
/// the server would refuse it.
class Machine : public detail::Operation, public CommandSource {
 public:
  using Operation::Operation;

  /// The event that the first command became; 0 while it has not been met.
  std::int64_t initiated_event_id() const { return initiated_event_id_; }
  /// Reads an event that refers to it. Says what does not fit.
  virtual std::optional<std::string> observe(const HistoryEvent& event) = 0;
  /// Hands the result in `event` to the code that waits.
  virtual void deliver(Run& run, const HistoryEvent& event) = 0;
  /// Waiting for events, or for its command to be met.
  virtual bool is_open() const = 0;
  /// Its command may still change places, or be taken back.
  bool is_unsent() const { return initiated_event_id_ == 0 && is_open(); }

  /// Ends it at once with a CancelledError that says why its scope was cancelled; nothing if it has a result.
  void refuse(Run& run);
  /// The same while its command is unsent: nothing remains of it.
  void take_back(Run& run);

  Site command_site() const override { return site(); }

 protected:
  void set_initiated_event_id(std::int64_t id) { initiated_event_id_ = id; }

 private:
  std::int64_t initiated_event_id_ = 0;
};

}  // namespace skald::replay
