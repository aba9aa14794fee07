#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include "engine/base/result.h"

namespace skald::history {

/// Refuses (kInvalidArgument) what cannot be a whole history: no events, a first event other than
/// WorkflowExecutionStarted, a gap in the event ids, an event without type or without the attributes of its
/// type.
Status check_complete(const temporal::api::history::v1::History& history);

}  // namespace skald::history
