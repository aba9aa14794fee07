#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/keys.h"

namespace skald::service {

/// The one namespace of an embedded file.
inline constexpr char kDefaultNamespace[] = "default";

/// NotFound with Temporal's texts: "workflow not found for ID: w", or with the run id.
Error run_not_found(const runtime::RunKey& key);

/// Empty or unknown namespaces are refused.
Status check_namespace(const std::string& name);

/// Namespace, workflow id and run id of a request that names a run.
Status check_execution(const std::string& namespace_name, const std::string& workflow_id,
                       const std::string& run_id, const core::Limits& limits);

/// Refuses new requests while the disk is full. What workers report of tasks that they hold is taken all the
/// same: it waits in memory for space, and nobody could report it a second time.
Status check_disk(const runtime::Engine& engine);

}  // namespace skald::service
