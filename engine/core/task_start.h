#pragma once

#include "engine/core/draft.h"

/// What the start of a workflow task fixes, and how it is told: as an event, or as a fact where the event is
/// written later or never.
namespace skald::core {

/// `task`, given to the poller now. What it fixes the workflow may ask for, and must get the same at every
/// replay.
WorkflowTaskState started_task(const Draft& draft, WorkflowTaskState task, const Poller& poller);

/// True if the start of the task is a fact: history has no event of it yet.
bool is_started_by_fact(const WorkflowTaskState& started);
void fill_started_fact(const WorkflowTaskState& started, internal::v1::WorkflowTaskStarted& fact);

}  // namespace skald::core
