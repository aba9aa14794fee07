#pragma once

#include <temporal/api/common/v1/message.pb.h>

#include "skald/payload.h"

/// Payloads as authors' code holds them, and as Temporal's messages carry them.
namespace skald::replay {

void to_message(Payload payload, temporal::api::common::v1::Payload& message);
/// Appends all of them.
void to_message(Payloads payloads, temporal::api::common::v1::Payloads& message);

Payload from_message(const temporal::api::common::v1::Payload& message);
Payloads from_message(const temporal::api::common::v1::Payloads& message);

/// A payload that says "no value" (encoding "binary/null").
Payload null_payload();
/// `text` as a JSON string, the form in which user metadata is written.
Payload json_text(const std::string& text);

}  // namespace skald::replay
