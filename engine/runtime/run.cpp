#include "engine/runtime/run.h"

namespace skald::runtime {

std::int64_t Run::tail_first_event_id() const {
  for (const TailBatch& batch : tail) {
    if (batch.transition->events_size() > 0) return batch.transition->events(0).event_id();
  }
  return state.next_event_id();
}

void Run::trim_tail(store::Seq seq) {
  std::size_t drop = 0;
  while (drop < tail.size() && tail[drop].seq <= seq) {
    const core::Transition& transition = *tail[drop].transition;
    const int count = transition.events_size();
    // A worker that has the run cached asks for what follows its last started task.
    if (count > 0 && transition.events(count - 1).event_id() > state.previous_started_event_id()) break;
    tail_bytes -= tail[drop].bytes;
    ++drop;
  }
  tail.erase(tail.begin(), tail.begin() + static_cast<std::ptrdiff_t>(drop));
}

}  // namespace skald::runtime
