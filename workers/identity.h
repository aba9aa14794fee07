#pragma once

#include <string>

namespace skald::workers {

/// Who we are when the options do not say: "pid@host", as Temporal's SDKs write it.
std::string default_identity();

}  // namespace skald::workers
