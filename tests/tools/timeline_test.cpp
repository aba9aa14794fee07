#include "tools/history/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/tools/test_files.h"
#include "tools/history/history_json.h"
#include "tools/history/terminal_text.h"

namespace skald::history {
namespace {

History saga() {
  Result<History> history = from_json(test_file("histories/failed_saga.json"));
  EXPECT_TRUE(history.ok());
  return *std::move(history);
}

/// The first `count` events, as a run looks that is still open.
History open_after(int count) {
  History history = saga();
  history.mutable_events()->DeleteSubrange(count, history.events_size() - count);
  return history;
}

TEST(Timeline, a_failed_saga_in_a_terminal_of_100_columns) {
  expect_as_in_file("failed_saga_100.txt", timeline(saga(), {100, false, false}));
}

TEST(Timeline, a_failed_saga_in_a_terminal_of_60_columns) {
  expect_as_in_file("failed_saga_60.txt", timeline(saga(), {60, false, false}));
}

TEST(Timeline, nothing_is_cut_at_width_zero) {
  expect_as_in_file("failed_saga_whole.txt", timeline(saga(), {0, false, true}));
}

TEST(Timeline, an_open_run_shows_what_it_waits_for) {
  expect_as_in_file("open_run.txt", timeline(open_after(21), {100, false, true}));
}

TEST(Timeline, colours_change_nothing_but_colour) {
  const std::string plain = timeline(saga(), {100, false, true});
  std::string stripped;
  const std::string coloured = timeline(saga(), {100, true, true});
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b')
      i = coloured.find('m', i);
    else
      stripped.push_back(coloured[i]);
  }
  EXPECT_NE(coloured, plain);
  EXPECT_EQ(stripped, plain);
}

TEST(Timeline, no_line_is_wider_than_the_terminal) {
  for (const std::size_t width : {60u, 80u, 100u, 200u}) {
    std::istringstream lines(timeline(saga(), {width, false, true}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(Timeline, a_run_terminated_by_temporals_command_line) {
  expect_as_in_file("temporal_cli.txt",
                    timeline(*from_json(test_file("histories/temporal_cli.json")), {100, false, true}));
}

}  // namespace
}  // namespace skald::history
