#pragma once

#include <cstdint>
#include <string>

#include "engine/base/clock.h"

namespace skald {

/// A random UUID (version 4), lower case with dashes. Any thread.
std::string random_uuid();

/// A UUID of version 7: its first 48 bits are the milliseconds of `now`, so that ids made one after another
/// sort (and are stored) side by side. Any thread.
std::string time_ordered_uuid(Time now);

/// The UUID that belongs to the `number`th thing of what `uuid` names: the same each time.
std::string numbered_uuid(const std::string& uuid, std::uint64_t number);

/// True if `text` is a UUID in its 36-character form, either case.
bool is_uuid(const std::string& text);

}  // namespace skald
