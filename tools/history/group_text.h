#pragma once

#include <string>

#include "tools/history/event_groups.h"

namespace skald::history {

enum class Mood { kPlain, kGood, kBad, kOpen, kQuiet };

/// What a group of events tells, in words.
struct GroupText {
  std::string label;    ///< what it is: "activity", "timer", "signal", "completed"
  std::string detail;   ///< what matters of it, printable, of any length
  std::string outcome;  ///< how it ended, printable, of any length; shown behind the detail
  Mood mood = Mood::kPlain;
  /// So many characters at the beginning of `detail` are its name, and the last to be cut.
  std::size_t name_width = 0;
  bool took_time = false;  ///< its length, first to last event, is worth showing
};

GroupText describe(const EventGroup& group);

}  // namespace skald::history
