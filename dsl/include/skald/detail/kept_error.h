#pragma once

#include <exception>
#include <memory>

#include "skald/errors.h"

namespace skald::detail {

/// Keeps the exception that a `catch (const WorkflowError& error)` clause holds, whole and with its own type,
/// for longer than the clause. Precondition: `error` is the clause's.
inline std::shared_ptr<const WorkflowError> keep_error(const WorkflowError& error) {
  return {std::make_shared<std::exception_ptr>(std::current_exception()), &error};
}

}  // namespace skald::detail
