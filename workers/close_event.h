#pragma once

#include <exception>
#include <string>

#include <temporal/api/history/v1/message.pb.h>

#include "skald/detail/pending_answer.h"

namespace skald::workers {

/// The run that follows the one which this event closed; empty: none.
const std::string& following_run(const temporal::api::history::v1::HistoryEvent& close_event);

/// What a workflow came to whose last run closed with this event: its result, or the exception that result()
/// throws.
detail::Answer outcome(const temporal::api::history::v1::HistoryEvent& close_event,
                       const detail::RunRef& run);

}  // namespace skald::workers
