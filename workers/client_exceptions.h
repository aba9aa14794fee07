#pragma once

#include <exception>
#include <string>

#include "engine/base/result.h"
#include "skald/detail/pending_answer.h"

namespace skald::workers {

/// A refused call as the exception that the client's caller gets. `doing` begins the message: "start workflow
/// order-17".
std::exception_ptr to_exception(const Error& error, const std::string& doing, const std::string& workflow_id);

/// The run that a refused start (kAlreadyExists) met; without a run id if the server does not say.
detail::RunRef existing_run(const Error& error, const std::string& workflow_id);

}  // namespace skald::workers
