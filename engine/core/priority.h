#pragma once

#include <temporal/api/common/v1/message.pb.h>

#include "engine/base/result.h"

namespace skald::core {

/// Refuses a priority that means nothing. kInvalidArgument, with the text of Temporal's server.
Status check_priority(const temporal::api::common::v1::Priority& priority);

}  // namespace skald::core
