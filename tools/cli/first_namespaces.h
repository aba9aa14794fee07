#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"

namespace skald::cli {

/// Sees to it that the namespaces exist, and that the search attributes ("NAME=TYPE") are registered in all
/// of them and in "default". What is there already stays as it is.
Status make_namespaces(runtime::Engine& engine, const std::vector<std::string>& names,
                       const std::vector<std::string>& search_attributes);

}  // namespace skald::cli
