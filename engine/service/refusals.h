#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/keys.h"

namespace skald::service {

using runtime::kDefaultNamespace;

/// NotFound with Temporal's texts: "workflow not found for ID: w", or with the run id.
Error run_not_found(const runtime::RunKey& key);

/// Empty or unknown namespaces are refused.
Status check_namespace(const runtime::Engine& engine, const std::string& name);
/// NotFound with Temporal's detail.
Error namespace_not_found(const std::string& name);

/// Namespace, workflow id and run id of a request that names a run.
Status check_execution(const runtime::Engine& engine, const std::string& namespace_name,
                       const std::string& workflow_id, const std::string& run_id);

/// Search attributes of a request that may start a run: refused, or given their types.
Result<temporal::api::common::v1::SearchAttributes> attributes_of_new_run(
    const runtime::Engine& engine, const std::string& namespace_name,
    const temporal::api::common::v1::SearchAttributes& attributes);
/// The same in place.
template <class Request>
Status check_search_attributes(const runtime::Engine& engine, Request& request) {
  if (!request.has_search_attributes()) return {};
  auto checked = attributes_of_new_run(engine, request.namespace_(), request.search_attributes());
  if (!checked) return checked.error();
  request.mutable_search_attributes()->Swap(&*checked);
  if (request.search_attributes().indexed_fields().empty()) request.clear_search_attributes();
  return {};
}

/// Refuses new requests while the disk is full. What workers report of tasks that they hold is taken all the
/// same: it waits in memory for space, and nobody could report it a second time.
Status check_disk(const runtime::Engine& engine);

/// Refuses the name of a worker's build that is too long to be one.
Status check_build_id(const std::string& build_id);

}  // namespace skald::service
