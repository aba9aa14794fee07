#pragma once

#include <temporal/api/workflow/v1/message.pb.h>

#include "engine/core/decide.h"
#include "engine/core/draft.h"

/// Which builds of workers completed workflow tasks of a run: its reset points, and the search attributes
/// BuildIds and BinaryChecksums. All of it follows from the events.
namespace skald::core {

/// Whether a worker says which build it is.
inline bool has_build(const Poller& poller) { return !poller.build_id.empty() || poller.uses_versioning; }
/// What its poll says of it, as events do.
common::WorkerVersionStamp worker_version(const Poller& poller);
/// Notes what a message (a stamp, or capabilities) says of its sender's build.
template <class Version>
void tell_build(const Version& version, Poller& poller) {
  poller.build_id = version.build_id();
  poller.uses_versioning = version.use_versioning();
}

/// What a completion says of the worker's build goes into its event.
void copy_build(const wire::RespondWorkflowTaskCompletedRequest& request,
                history::WorkflowTaskCompletedEventAttributes& event);

/// Notes the build of a completed workflow task.
void note_build(const HistoryEvent& completed, RunState& state);

/// The reset points with what the draft adds to them: what the next run of the chain begins with.
temporal::api::workflow::v1::ResetPoints reset_points(const Draft& draft);

}  // namespace skald::core
