#pragma once

#include <temporal/api/common/v1/message.pb.h>

namespace skald::core {

/// The attributes with the type of each predefined one in its metadata, as events and descriptions carry
/// them.
temporal::api::common::v1::SearchAttributes with_types(
    const temporal::api::common::v1::SearchAttributes& attributes);

}  // namespace skald::core
