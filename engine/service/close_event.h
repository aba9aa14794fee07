#pragma once

#include <temporal/api/history/v1/message.pb.h>

namespace skald::service {

/// Turns a close event that names a next run (another attempt, the next run of a schedule) into a
/// continue-as-new: what clients that do not know of such runs must be told, so that they go on to the next.
/// Leaves everything else alone.
void tell_as_continued(temporal::api::history::v1::History& history);

}  // namespace skald::service
