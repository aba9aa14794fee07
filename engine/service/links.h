#pragma once

#include <string>

#include <temporal/api/common/v1/message.pb.h>
#include <temporal/api/enums/v1/event_type.pb.h>

#include "engine/runtime/keys.h"
#include "engine/runtime/run.h"

namespace skald::service {

/// Points to a run's first event.
temporal::api::common::v1::Link link_to_start(const runtime::RunKey& key);

/// Points to the event that a request led to; it may have no id yet.
temporal::api::common::v1::Link link_to_request(const runtime::RunKey& key, const std::string& request_id,
                                                temporal::api::enums::v1::EventType type);

/// What the answer to a start points to: the run's start, or what the request left there.
temporal::api::common::v1::Link link_of_start(const runtime::Run& run, const std::string& request_id);

}  // namespace skald::service
