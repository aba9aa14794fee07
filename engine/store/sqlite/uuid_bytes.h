#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace skald::store {

using UuidBytes = std::array<char, 16>;

/// The bytes of a UUID in its lower-case 36-character form; nothing for any other text, which is then stored
/// as it is.
std::optional<UuidBytes> uuid_bytes(std::string_view text);
/// The text of 16 bytes.
std::string uuid_text(std::string_view bytes);

}  // namespace skald::store
