#pragma once

#include <string>
#include <string_view>

namespace skald::history {

/// RFC 4648 with padding: how protobuf's JSON carries bytes.
std::string to_base64(std::string_view bytes);

}  // namespace skald::history
