#pragma once

#include <temporal/api/history/v1/message.pb.h>

namespace skald::replay {

/// Events of a completed task that stand for no command of this code, and may: the marker of a patch that is
/// gone from the code ("core_patch") and the search attribute that is written with it.
class MarkerMachine {
 public:
  /// True if the event is one of these. Called with the command events of a task in their order.
  bool skips(const temporal::api::history::v1::HistoryEvent& event);

 private:
  enum class State { kNone, kPatchRecorded };
  State state_ = State::kNone;
};

}  // namespace skald::replay
