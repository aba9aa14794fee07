#pragma once

#include "engine/service/service.h"

namespace skald::service {

/// A command that names a namespace which is not there makes the whole completion unheard: the task stays
/// with the worker until it times out.
Status check_command_namespaces(const runtime::Engine& engine,
                                const wire::RespondWorkflowTaskCompletedRequest& request);

}  // namespace skald::service
