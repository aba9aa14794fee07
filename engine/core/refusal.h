#pragma once

#include <string>

#include "engine/core/decide.h"

/// The errors that requests get, with the texts and details that clients of Temporal's API look for.
namespace skald::core {

Error invalid_argument(std::string message);
/// kNotFound with Temporal's detail message.
Error not_found(std::string message);
Error workflow_task_not_found();
Error workflow_closed();
/// kAlreadyExists with what the caller needs to find the run that stands in the way.
Error already_started(std::string message, const CurrentRun& current);
/// The run is about to close; repeat, and a later run or "already completed" answers.
Error workflow_closing();
/// kFailedPrecondition: no worker has got far enough with the run; repeat later.
Error workflow_not_ready(std::string message);
/// The same for a run that closed before its worker completed anything.
Error never_ran();
/// kResourceExhausted: repeat later.
Error busy_workflow(std::string message);
/// kPermissionDenied: nobody may.
Error permission_denied(std::string message);
/// kResourceExhausted: more of the run's updates must end first.
Error too_many_updates(std::string message);

}  // namespace skald::core
