#pragma once

#include "engine/service/poll.h"

namespace skald::service {

/// Gives the poll a query that is a task of its own: with the run's history, but without any over the
/// worker's sticky queue. False: the query does not wait any more.
bool give_query(runtime::Shard& shard, runtime::Run& run, const runtime::ReadyTask& task,
                const PollRef<wire::PollWorkflowTaskQueueResponse>& poll);

}  // namespace skald::service
