#include "engine/core/snapshot.h"

#include "engine/api/stored_message.h"
#include "engine/core/apply.h"
#include "engine/core/names.h"

namespace skald::core {

std::string to_snapshot(const RunState& state) {
  RunState durable = durable_part(state);
  if (is_closed(durable)) {
    durable.mutable_started()->clear_input();
    durable.mutable_started()->clear_header();
    durable.clear_activities();
    durable.clear_timers();
    durable.clear_buffered_events();
  }
  return durable.SerializeAsString();
}

Result<RunState> from_snapshot(std::string_view snapshot) {
  const Error damaged{Code::kDataLoss, "SKALD1002: the snapshot of a run cannot be read", {}};
  RunState state;
  if (!api::parse_stored(snapshot, state)) return damaged;
  const bool is_whole =
      state.next_event_id() > 1 && !state.identity().run_id().empty() && state.has_started();
  if (!is_whole) return damaged;
  return state;
}

}  // namespace skald::core
