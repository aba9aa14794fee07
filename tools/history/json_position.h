#pragma once

#include <string>
#include <string_view>

namespace skald::history {

/// "line 3, column 17" of a byte of the text, both from 1; columns count characters, not bytes.
std::string position_text(std::string_view text, std::size_t offset);

/// Where in the document a byte lies: "events[12].activityTaskScheduledEventAttributes". Empty at the top.
/// Reads only what stands before `offset`, which is assumed to be well-formed as far as it goes.
std::string json_path_at(std::string_view text, std::size_t offset);

}  // namespace skald::history
