#pragma once

#include <exception>
#include <memory>
#include <string>

#include <temporal/api/failure/v1/message.pb.h>

#include "skald/errors.h"

/// Exceptions of authors' code, and the failures that Temporal's messages carry, both ways and with their
/// causes.
namespace skald::replay {

namespace failure_wire = ::temporal::api::failure::v1;

/// What failures made by this library name as their source.
inline constexpr const char* kFailureSource = "skald-cpp";

/// The error as a message. An error class of the author's own becomes an application failure of that type's
/// name.
failure_wire::Failure to_failure(const WorkflowError& error);

/// Any exception: a WorkflowError as above, everything else as a retryable application failure whose type is
/// the exception's class.
failure_wire::Failure to_failure(const std::exception_ptr& exception);

/// The failure as an error of the nearest class. Failures that have no class here (server, reset) become an
/// ApplicationError whose type names their kind; children and Nexus a plain WorkflowError with its cause.
std::shared_ptr<const WorkflowError> to_error(const failure_wire::Failure& failure);

/// The error as an exception of its own class, to be thrown.
std::exception_ptr to_exception(const WorkflowError& error);

/// The class of an exception as people write it ("std::runtime_error"); "unknown" for what is no class.
std::string type_name(const std::exception_ptr& exception);
/// what(), or what can be said of an exception that has none.
std::string message_of(const std::exception_ptr& exception);

}  // namespace skald::replay
