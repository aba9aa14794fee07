#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/options.h"

namespace skald::cli {

/// Takes over settings of Temporal's dynamic configuration, `KEY=JSON` each. Keys that mean nothing here are
/// logged and left: test environments of the SDKs pass many.
Status apply_dynamic_config(const std::vector<std::string>& settings, runtime::Options& options);

}  // namespace skald::cli
