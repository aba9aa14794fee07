#pragma once

#include "engine/core/names.h"

namespace skald::core {

/// Success if the token names the workflow task that a worker holds now.
Status check_workflow_task_token(const RunState& state, const TaskToken& token);

}  // namespace skald::core
