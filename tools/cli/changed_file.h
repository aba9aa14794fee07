#pragma once

#include <memory>
#include <string>

#include "skald/engine.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/options.h"
#include "workers/connection.h"

namespace skald::cli {

/// Opens the engine on a file that must be there already, as owner: a mistyped name must not become an empty
/// database.
Result<std::unique_ptr<Engine>> open_existing(const std::string& path);

/// Who a request comes from, in histories: "skald-cli@host".
std::string cli_identity();

}  // namespace skald::cli
