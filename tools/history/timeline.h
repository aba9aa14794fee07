#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <cstddef>
#include <string>

namespace skald::history {

struct TimelineOptions {
  /// Characters of a line; longer values are cut, down to 60 characters. 0: nothing is cut.
  std::size_t width = 100;
  bool colours = false;
  /// Workflow tasks that went well are left out unless this is set.
  bool workflow_tasks = false;
};

/// The history as a table for people, one line a group of events: seconds since the start, event ids, what
/// happened, how it ended, how long it took. Ends with a line break.
std::string timeline(const temporal::api::history::v1::History& history, const TimelineOptions& options);

}  // namespace skald::history
