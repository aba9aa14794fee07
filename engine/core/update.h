#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <temporal/api/protocol/v1/message.pb.h>
#include <temporal/api/update/v1/message.pb.h>

#include "engine/core/names.h"

/// Updates: what a client asks of a run to get an answer. Until the workflow accepts one it lives in memory
/// alone, and a crash takes it; a rejected one leaves nothing. Accepted ones stand in the run's state.
namespace skald::core {

namespace protocol = ::temporal::api::protocol::v1;
namespace update = ::temporal::api::update::v1;

/// An update that the workflow has not answered yet.
struct AdmittedUpdate {
  update::Request request;
  /// When a worker got it: the id of the last WorkflowTaskCompleted then. Empty: none has it.
  std::optional<std::int64_t> sent_after;

  const std::string& id() const { return request.meta().update_id(); }
};

/// In the order of their admission; a handful.
using AdmittedUpdates = std::vector<AdmittedUpdate>;

const AdmittedUpdate* find_update(const AdmittedUpdates& updates, const std::string& id);

/// An update that was refused by the workflow, or for it: no event says so.
struct RejectedUpdate {
  std::string id;
  Failure failure;
};

/// How far an update that the run's state knows has come.
enum class UpdateStage { kUnknown, kAccepted, kCompleted };
UpdateStage update_stage(const RunState& state, const std::string& id);

/// The outcome of an update that its run left behind when it closed.
Failure update_without_outcome();
/// Why an update that no worker answered is gone: the run closed, or goes on in another one, which may take
/// it.
Error update_aborted(const RunState& state);
/// The same when the task that had it was refused.
Error update_lost();

/// The messages that the held workflow task brings its worker; they count as sent from then on. A worker that
/// kept the run since its last task has those that came with that one.
enum class Holds { kWholeHistory, kNewEvents };
std::vector<protocol::Message> update_messages(const RunState& state, AdmittedUpdates& updates,
                                               Holds history);

}  // namespace skald::core
