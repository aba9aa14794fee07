#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::detail {

/// How many bytes at the front of `text` are well-formed UTF-8 (RFC 3629: no surrogates, nothing beyond
/// U+10FFFF, no longer form than needed).
std::size_t valid_utf8_prefix(std::string_view text);

/// `text` with U+FFFD in the place of every byte that is no UTF-8: for messages, which must not be lost over
/// it.
std::string as_utf8(std::string_view text);

}  // namespace skald::detail
