#pragma once

#include "engine/base/result.h"

/// What callers hear of whom there is too much. Clients ask again after a while.
namespace skald::server {

/// No further call is taken: as Temporal's server says it of polls.
Error too_many_calls();
/// The caller's connection has not read the answers that it got.
Error too_much_unread();

}  // namespace skald::server
