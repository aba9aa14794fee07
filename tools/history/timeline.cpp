#include "tools/history/timeline.h"

#include <algorithm>
#include <vector>

#include "engine/api/time.h"
#include "tools/history/group_text.h"
#include "tools/history/terminal_text.h"
#include "tools/history/time_text.h"

namespace skald::history {

using temporal::api::history::v1::History;

namespace {

constexpr std::size_t kLabelWidth = 15;

struct Row {
  std::string time;
  std::string events;
  GroupText text;
  std::string took;
};

/// "7", "5-7", or "5 … 12" with others' events in between.
std::string ids_text(const EventGroup& group) {
  const std::int64_t first = group.front()->event_id();
  const std::int64_t last = group.back()->event_id();
  if (first == last) return std::to_string(first);
  const bool in_a_row = last - first + 1 == static_cast<std::int64_t>(group.size());
  return std::to_string(first) + (in_a_row ? "-" : "…") + std::to_string(last);
}

Row row_of(const EventGroup& group, Time start) {
  const Time begun = api::to_time(group.front()->event_time());
  const Time ended = api::to_time(group.back()->event_time());
  Row row{elapsed_text(begun - start), ids_text(group), describe(group), ""};
  if (row.text.took_time && group.size() > 1) row.took = duration_text(ended - begun);
  return row;
}

Colour colour_of(Mood mood) {
  switch (mood) {
    case Mood::kGood: return Colour::kGreen;
    case Mood::kBad: return Colour::kRed;
    case Mood::kOpen: return Colour::kYellow;
    case Mood::kQuiet: return Colour::kDim;
    case Mood::kPlain: break;
  }
  return Colour::kNone;
}

struct Shares {
  std::size_t detail = 0;
  std::size_t outcome = 0;
};

/// Divides the room between detail and outcome (0: no limit). A name is cut last; then each gets half, and
/// what the other does not need.
Shares share(const GroupText& text, std::size_t room) {
  const std::size_t detail = display_width(text.detail);
  const std::size_t outcome = display_width(text.outcome);
  const std::size_t name = std::min(text.name_width + 1, room * 2 / 3);
  const std::size_t kept = std::max(name, std::min(detail, room / 3));
  const std::size_t for_outcome = std::min(outcome, room - std::min(kept, room - 1));
  return {std::max<std::size_t>(room - for_outcome, 1), std::max<std::size_t>(for_outcome, 1)};
}

const char* arrow_of(const GroupText& text) {
  return text.detail.empty() || text.outcome.empty() ? "" : " → ";
}

/// Detail and outcome in `width` characters; 0: whole.
std::string story(const GroupText& text, std::size_t width, bool colours) {
  const std::string arrow = arrow_of(text);
  Shares shares;
  if (width > 0) shares = share(text, width > display_width(arrow) + 2 ? width - display_width(arrow) : 2);
  const std::string outcome = cut(text.outcome, shares.outcome);
  return cut(text.detail, shares.detail) + arrow +
         coloured(outcome, colours ? colour_of(text.mood) : Colour::kNone);
}

std::size_t story_width(const GroupText& text) {
  return display_width(text.detail) + display_width(arrow_of(text)) + display_width(text.outcome);
}

struct Widths {
  std::size_t time = 4;
  std::size_t events = 6;
  std::size_t took = 0;
  std::size_t story = 0;
};

Widths widths_of(const std::vector<Row>& rows, std::size_t line) {
  Widths widths;
  std::size_t longest = 0;
  for (const Row& row : rows) {
    widths.time = std::max(widths.time, display_width(row.time));
    widths.events = std::max(widths.events, display_width(row.events));
    widths.took = std::max(widths.took, display_width(row.took));
    longest = std::max(longest, story_width(row.text));
  }
  if (line == 0) return widths;
  const std::size_t others = widths.time + 2 + widths.events + 2 + kLabelWidth + 2 + widths.took;
  widths.story = std::min(longest, line > others + 16 ? line - others : 16);
  return widths;
}

std::string line_of(const Row& row, const Widths& widths, bool colours) {
  const Colour quiet = colours ? Colour::kDim : Colour::kNone;
  std::string line = coloured(pad_left(row.time, widths.time), quiet) + "  " +
                     coloured(pad_left(row.events, widths.events), quiet) + "  " +
                     pad_right(cut(row.text.label, kLabelWidth - 1), kLabelWidth);
  if (row.took.empty()) {
    const std::size_t room = widths.story == 0 ? 0 : widths.story + 2 + widths.took;
    line += story(row.text, room, colours);
  } else {
    // Colour codes have no width: the padding is computed from the plain text.
    const std::size_t used = display_width(story(row.text, widths.story, false));
    line += story(row.text, widths.story, colours) +
            std::string(widths.story > used ? widths.story - used : 0, ' ') + "  " +
            coloured(pad_left(row.took, widths.story == 0 ? 0 : widths.took), quiet);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string timeline(const History& history, const TimelineOptions& options) {
  if (history.events().empty()) return "no events\n";
  const Time start = api::to_time(history.events(0).event_time());
  std::vector<Row> rows;
  for (const EventGroup& group : group_events(history)) {
    Row row = row_of(group, start);
    if (row.text.mood != Mood::kQuiet || options.workflow_tasks) rows.push_back(std::move(row));
  }
  const Widths widths = widths_of(rows, options.width);
  const Row head{"time", "events", {}, ""};
  std::string out =
      coloured(pad_left(head.time, widths.time) + "  " + pad_left(head.events, widths.events) + "  what",
               options.colours ? Colour::kBold : Colour::kNone) +
      "\n";
  for (const Row& row : rows) out += line_of(row, widths, options.colours);
  return out;
}

}  // namespace skald::history
