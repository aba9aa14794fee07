#pragma once

#include <temporal/api/common/v1/message.pb.h>
#include <temporal/api/failure/v1/message.pb.h>

#include <string>

namespace skald::history {

/// The value in one printable line: JSON as it stands, "null", else how many bytes of which encoding.
std::string payload_text(const temporal::api::common::v1::Payload& payload);

/// The values, separated by commas.
std::string payloads_text(const temporal::api::common::v1::Payloads& payloads);

/// A failure and its causes in one printable line, outermost first: "activity charge_card: card declined
/// (CardDeclined)".
std::string failure_text(const temporal::api::failure::v1::Failure& failure);

}  // namespace skald::history
