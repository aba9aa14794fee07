#include "engine/runtime/log_codec.h"

#include <utility>

#include "engine/api/stored_message.h"
#include "engine/api/time.h"

namespace skald::runtime {
namespace {

std::int64_t nanoseconds(const google::protobuf::Timestamp& timestamp) {
  return api::to_time(timestamp).time_since_epoch().count();
}

}  // namespace

store::LogRow encode(core::Transition& transition, store::RunNumber run, store::Seq prev) {
  store::LogRow row;
  row.run = run;
  row.prev = prev;
  row.event_count = transition.events_size();
  row.first_event_id = row.event_count > 0 ? transition.events(0).event_id() : 0;
  core::Transition facts;
  facts.Swap(&transition);
  core::Transition events;
  events.mutable_events()->Swap(facts.mutable_events());
  row.events = events.SerializeAsString();
  row.facts = facts.SerializeAsString();
  facts.mutable_events()->Swap(events.mutable_events());
  transition.Swap(&facts);
  return row;
}

Result<core::Transition> decode(const store::LogRow& row) {
  core::Transition transition;
  // Serialised messages may be concatenated: the parts of one message merge.
  if (api::parse_stored(row.events, transition) && api::merge_stored(row.facts, transition))
    return transition;
  return Error{Code::kDataLoss, "SKALD1002: row " + std::to_string(row.seq) + " of run number " +
                                    std::to_string(row.run) + " is not a transition"};
}

store::Visibility visibility_of(const core::RunState& state) {
  store::Visibility row;
  row.namespace_name = state.identity().namespace_name();
  row.workflow_id = state.identity().workflow_id();
  row.run_id = state.identity().run_id();
  row.workflow_type = state.started().workflow_type().name();
  row.task_queue = state.started().task_queue().name();
  row.first_execution_run_id = state.started().first_execution_run_id();
  row.start_request_id = state.start_request_id();
  row.status = state.status();
  row.start_time = nanoseconds(state.start_time());
  row.execution_time = nanoseconds(state.execution_time());
  row.close_time = state.has_close_time() ? nanoseconds(state.close_time()) : 0;
  row.history_length = state.next_event_id() - 1;
  row.history_size_bytes = state.history_size_bytes();
  row.state_transition_count = state.state_transition_count();
  const auto& started = state.started();
  if (started.has_parent_workflow_execution() && !started.parent_workflow_execution().workflow_id().empty()) {
    row.parent_workflow_id = started.parent_workflow_execution().workflow_id();
    row.parent_run_id = started.parent_workflow_execution().run_id();
    const auto& root = started.has_root_workflow_execution() ? started.root_workflow_execution()
                                                             : started.parent_workflow_execution();
    row.root_workflow_id = root.workflow_id();
    row.root_run_id = root.run_id();
  }
  if (state.has_memo()) row.memo = state.memo().SerializeAsString();
  if (state.has_search_attributes()) row.search_attributes = state.search_attributes().SerializeAsString();
  return row;
}

}  // namespace skald::runtime
