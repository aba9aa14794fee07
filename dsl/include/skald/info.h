#pragma once

#include "skald/detail/calls.h"

namespace skald {

using WorkflowInfo = detail::WorkflowInfo;

/// Who the current run is: ids, type, task queue, attempt. Does not suspend, records nothing.
inline const WorkflowInfo& info() { return detail::info(); }

}  // namespace skald
