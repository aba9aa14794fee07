#pragma once

#include <temporal/api/common/v1/message.pb.h>

#include "skald/options.h"

namespace skald::replay {

/// True if the author set anything in it: otherwise the command carries none.
bool is_given(const RetryPolicy& policy);
void write(const RetryPolicy& policy, temporal::api::common::v1::RetryPolicy& message);

}  // namespace skald::replay
