#pragma once

#include <string>

#include "engine/api/search_attribute_value.h"
#include "engine/core/search_attribute_types.h"
#include "engine/service/filter_syntax.h"

namespace skald::service {

/// The right side of a comparison with an attribute, as the attribute's values are kept. The error's message
/// is the server's.
Result<api::AttributeValue> filter_value(const std::string& attribute, core::AttributeType type,
                                         const FilterOperand& operand);

/// The name of a status: "Running".
std::string status_name(std::int64_t status);

}  // namespace skald::service
