#pragma once

#include <cstddef>
#include <string_view>

namespace skald::detail {

/// How many bytes at the front of `text` are well-formed UTF-8 (RFC 3629: no surrogates, nothing beyond
/// U+10FFFF, no longer form than needed).
std::size_t valid_utf8_prefix(std::string_view text);

}  // namespace skald::detail
