#pragma once

#include <functional>

#include "engine/service/event_reader.h"
#include "engine/service/service.h"

namespace skald::service {

/// Which part of its history a worker is given with a workflow task.
struct GivenHistory {
  /// First event.
  std::int64_t from = 1;
};

using GivenTaskReply = std::function<void(runtime::Shard&, Result<wire::PollWorkflowTaskQueueResponse>)>;

/// What a worker is told of the run's started workflow task, with the first page of the history and what of
/// the task no history holds; queries and updates that waited for it come with it. Called on the run's shard;
/// so is `done`, perhaps before the call returns. The caller sees to the gate.
void read_given_task(runtime::Engine& engine, runtime::Shard& shard, runtime::Run& run, GivenHistory history,
                     GivenTaskReply done);

/// That could not be read: the task is ready again, or its run set aside if it is damaged. Otherwise the task
/// would be given out, and time out, for ever.
void not_given(runtime::Shard& shard, const runtime::RunKey& key, const core::Poller& worker,
               const Error& error);

}  // namespace skald::service
