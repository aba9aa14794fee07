#pragma once

#include "engine/base/result.h"

namespace skald::service {

/// The number that gRPC has for it.
int status_code(Code code);

}  // namespace skald::service
