#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <temporal/api/common/v1/message.pb.h>
#include <temporal/api/enums/v1/common.pb.h>

#include "engine/base/result.h"

namespace skald::api {

/// One value of a search attribute: Int, Datetime (nanoseconds since the epoch) and Bool (0 or 1) as an
/// integer, Double, and the rest as text.
using AttributeValue = std::variant<std::int64_t, double, std::string>;

/// What a search attribute's payload holds: several values of a KeywordList, one of any other type, none if
/// the payload is null or an empty list. The error's message is the payload's value as the server prints it.
Result<std::vector<AttributeValue>> attribute_values(const temporal::api::common::v1::Payload& payload,
                                                     temporal::api::enums::v1::IndexedValueType type);

/// The type that a payload's metadata names; unspecified if it names none.
temporal::api::enums::v1::IndexedValueType attribute_type_of(
    const temporal::api::common::v1::Payload& payload);

/// What the metadata calls a type: "KeywordList".
std::string_view attribute_type_name(temporal::api::enums::v1::IndexedValueType type);

/// A json/plain payload of a text, with the type in its metadata.
temporal::api::common::v1::Payload keyword_payload(const std::string& text);

/// Nanoseconds since the epoch of "2026-11-22T15:04:05.123+01:00"; none if it is no such text.
std::optional<std::int64_t> parse_datetime(std::string_view text);

}  // namespace skald::api
