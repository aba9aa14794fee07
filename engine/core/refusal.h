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

}  // namespace skald::core
