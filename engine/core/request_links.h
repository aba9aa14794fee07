#pragma once

#include <google/protobuf/repeated_ptr_field.h>
#include <temporal/api/common/v1/message.pb.h>

#include "engine/base/result.h"

namespace skald::core {

/// Refuses too many links of a request, too large ones, and such as point to nothing. kInvalidArgument, with
/// the texts of Temporal's server.
Status check_links(const google::protobuf::RepeatedPtrField<temporal::api::common::v1::Link>& links);

}  // namespace skald::core
