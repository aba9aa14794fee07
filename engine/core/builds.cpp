#include "engine/core/builds.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/api/keyword_list.h"
#include "engine/api/search_attribute_value.h"

// Checksums and version stamps are deprecated in the API, and still what workers without versioning send.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

using temporal::api::workflow::v1::ResetPointInfo;
using temporal::api::workflow::v1::ResetPoints;

// Temporal's limit; the oldest are forgotten.
constexpr int kMostResetPoints = 20;

// False if the build has a point already.
bool add_reset_point(const HistoryEvent& completed, const std::string& run_id, ResetPoints& points) {
  const auto& attributes = completed.workflow_task_completed_event_attributes();
  const auto is_same = [&](const ResetPointInfo& point) {
    return point.binary_checksum() == attributes.binary_checksum() &&
           point.build_id() == attributes.worker_version().build_id();
  };
  if (std::any_of(points.points().begin(), points.points().end(), is_same)) return false;
  ResetPointInfo& point = *points.add_points();
  point.set_binary_checksum(attributes.binary_checksum());
  point.set_build_id(attributes.worker_version().build_id());
  point.set_run_id(run_id);
  point.set_first_workflow_task_completed_id(completed.event_id());
  *point.mutable_create_time() = completed.event_time();
  point.set_resettable(true);
  if (points.points_size() > kMostResetPoints) points.mutable_points()->DeleteSubrange(0, 1);
  return true;
}

void note_checksums(RunState& state) {
  std::vector<std::string> checksums;
  for (const ResetPointInfo& point : state.auto_reset_points().points()) {
    if (!point.binary_checksum().empty()) checksums.push_back(point.binary_checksum());
  }
  if (checksums.empty()) return;
  (*state.mutable_search_attributes()->mutable_indexed_fields())["BinaryChecksums"] =
      api::keyword_list_payload(checksums);
}

void note_build_id(const common::WorkerVersionStamp& worker, RunState& state) {
  std::vector<std::string> wanted;
  if (!worker.use_versioning()) wanted.emplace_back("unversioned");
  if (!worker.build_id().empty())
    wanted.push_back((worker.use_versioning() ? "versioned:" : "unversioned:") + worker.build_id());
  const auto& fields = state.search_attributes().indexed_fields();
  const auto known = fields.find("BuildIds");
  // Nearly every task: a look at the text tells, without reading it as JSON.
  const auto stands_there = [&](const std::string& id) {
    return known->second.data().find('"' + id + '"') != std::string::npos;
  };
  if (known != fields.end() && std::all_of(wanted.begin(), wanted.end(), stands_there)) return;
  std::vector<std::string> ids;
  if (known != fields.end()) ids = api::keyword_list(known->second);
  const std::size_t before = ids.size();
  for (std::string& id : wanted) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  if (ids.size() == before) return;
  (*state.mutable_search_attributes()->mutable_indexed_fields())["BuildIds"] = api::keyword_list_payload(ids);
}

void note_deployment(const std::string& name, RunState& state) {
  constexpr char kAttribute[] = "TemporalWorkerDeployment";
  if (name == state.worker_deployment_name()) return;
  state.set_worker_deployment_name(name);
  auto& fields = *state.mutable_search_attributes()->mutable_indexed_fields();
  if (name.empty()) {
    fields.erase(kAttribute);
  } else {
    fields[kAttribute] = api::keyword_payload(name);
  }
}

}  // namespace

common::WorkerVersionStamp worker_version(const Poller& poller) {
  common::WorkerVersionStamp stamp;
  stamp.set_build_id(poller.build_id);
  stamp.set_use_versioning(poller.uses_versioning);
  return stamp;
}

void copy_build(const wire::RespondWorkflowTaskCompletedRequest& request,
                history::WorkflowTaskCompletedEventAttributes& event) {
  event.set_binary_checksum(request.binary_checksum());
  if (request.has_worker_version_stamp()) *event.mutable_worker_version() = request.worker_version_stamp();
  event.set_worker_deployment_name(request.deployment_options().deployment_name());
}

void note_build(const HistoryEvent& completed, RunState& state) {
  const auto& worker = completed.workflow_task_completed_event_attributes().worker_version();
  if (worker.build_id().empty()) {
    state.clear_worker_version();
  } else {
    *state.mutable_worker_version() = worker;
  }
  const bool is_new =
      add_reset_point(completed, state.identity().run_id(), *state.mutable_auto_reset_points());
  const bool has_checksum = !completed.workflow_task_completed_event_attributes().binary_checksum().empty();
  if (is_new && has_checksum) note_checksums(state);
  // Also if it is not new to the chain: the attributes are the run's own.
  note_build_id(worker, state);
  note_deployment(completed.workflow_task_completed_event_attributes().worker_deployment_name(), state);
}

ResetPoints reset_points(const Draft& draft) {
  ResetPoints points = draft.state().auto_reset_points();
  for (const HistoryEvent& event : draft.so_far().events()) {
    if (event.has_workflow_task_completed_event_attributes())
      add_reset_point(event, draft.state().identity().run_id(), points);
  }
  return points;
}

}  // namespace skald::core
