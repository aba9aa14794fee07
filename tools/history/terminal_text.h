#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text that a terminal shows on one line. Widths count characters (UTF-8), as terminals place them for most
/// scripts.
namespace skald::history {

/// The text on one line: line breaks and tabs become spaces, other control characters and broken UTF-8 become
/// '?', so that what came from a history cannot steer the terminal.
std::string printable(std::string_view text);

std::size_t display_width(std::string_view text);

/// At most `width` characters; what was cut is shown by a final "…". 0: nothing is cut.
std::string cut(std::string_view text, std::size_t width);

/// Filled with spaces behind, or in front, up to `width` characters.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

enum class Colour { kNone, kGreen, kRed, kYellow, kBlue, kDim, kBold };

/// The text between the terminal's codes for a colour; kNone: the text.
std::string coloured(std::string_view text, Colour colour);

}  // namespace skald::history
