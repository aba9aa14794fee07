#pragma once

#include <string>
#include <string_view>

#include "skald/detail/json_path.h"
#include "skald/detail/json_value.h"

namespace skald::detail {

/// Throws PayloadError: "<path>: expected <what>, found <value>".
[[noreturn]] void refuse_kind(const JsonValue& value, const JsonPath& path, std::string_view expected);

}  // namespace skald::detail
