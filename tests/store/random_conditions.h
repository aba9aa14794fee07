#pragma once

#include <random>
#include <string>

#include "engine/store/condition.h"

namespace skald::store {

/// Serialised search attributes with a random choice of AKeyword, AInt, ADouble, ABool, ATime, AList, AText
/// and TemporalNamespaceDivision.
std::string random_attributes(std::mt19937& random);

/// A condition that a filter could make, on those attributes and on what every run has; at most so deep.
Condition random_condition(std::mt19937& random, std::size_t depth);

/// A json/plain payload with the type in its metadata.
temporal::api::common::v1::Payload json_payload(const std::string& data, const std::string& type);

}  // namespace skald::store
