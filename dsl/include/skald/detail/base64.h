#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skald::detail {

/// Base64 of RFC 4648, with padding.
std::string encode_base64(const std::vector<std::byte>& bytes);
/// Nothing if `text` is not base64 with padding.
std::optional<std::vector<std::byte>> decode_base64(std::string_view text);

}  // namespace skald::detail
