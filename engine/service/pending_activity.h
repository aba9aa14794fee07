#pragma once

#include <temporal/api/workflow/v1/message.pb.h>

#include "engine/base/clock.h"
#include "skald/internal/v1/run_state.pb.h"

namespace skald::service {

/// What describe says at `now` of an activity that has not ended.
temporal::api::workflow::v1::PendingActivityInfo pending_activity(const internal::v1::ActivityState& activity,
                                                                  Time now);

}  // namespace skald::service
