#pragma once

#include <temporal/api/common/v1/message.pb.h>

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace skald::cli {

/// Makes json/plain payloads of JSON texts, one each, unchanged. kInvalidArgument says which text is wrong,
/// and where.
Result<temporal::api::common::v1::Payloads> json_payloads(const std::vector<std::string>& texts);

}  // namespace skald::cli
