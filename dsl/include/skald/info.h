#pragma once

#include "skald/detail/calls.h"

namespace skald {

/// Who a run is: namespace, ids, type, task queue, attempt, age of its history.
using WorkflowInfo = detail::WorkflowInfo;

/// Who the current run is. Valid as long as the run; history_length and continue_as_new_suggested follow the
/// current workflow task. Does not suspend, records nothing.
inline const WorkflowInfo& info() { return detail::info(); }

}  // namespace skald
