#include "dsl/replay/failure_conversion.h"

#include <cxxabi.h>

#include <cstdlib>
#include <typeinfo>
#include <utility>

#include "dsl/replay/payload_conversion.h"
#include "engine/api/time.h"
#include "skald/child_errors.h"
#include "skald/detail/utf8.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 && text ? text.get() : name;
}

std::string without_namespaces(const std::string& name) {
  const std::size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

enums::TimeoutType timeout_message(TimeoutType type) {
  switch (type) {
    case TimeoutType::kStartToClose: return enums::TIMEOUT_TYPE_START_TO_CLOSE;
    case TimeoutType::kScheduleToStart: return enums::TIMEOUT_TYPE_SCHEDULE_TO_START;
    case TimeoutType::kScheduleToClose: return enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE;
    case TimeoutType::kHeartbeat: return enums::TIMEOUT_TYPE_HEARTBEAT;
  }
  return enums::TIMEOUT_TYPE_UNSPECIFIED;
}

TimeoutType timeout_type(enums::TimeoutType type) {
  switch (type) {
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_START: return TimeoutType::kScheduleToStart;
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: return TimeoutType::kScheduleToClose;
    case enums::TIMEOUT_TYPE_HEARTBEAT: return TimeoutType::kHeartbeat;
    default: return TimeoutType::kStartToClose;
  }
}

void write(const ApplicationError& error, failure_wire::ApplicationFailureInfo& info) {
  info.set_type(detail::as_utf8(error.type()));
  info.set_non_retryable(error.non_retryable());
  if (!error.details().empty()) to_message(error.details(), *info.mutable_details());
  if (error.next_retry_delay() > Duration::zero()) {
    *info.mutable_next_retry_delay() = api::to_duration_message(error.next_retry_delay());
  }
}

void write(const TimeoutError& error, failure_wire::TimeoutFailureInfo& info) {
  info.set_timeout_type(timeout_message(error.type()));
  if (!error.last_heartbeat_details().empty()) {
    to_message(error.last_heartbeat_details(), *info.mutable_last_heartbeat_details());
  }
}

void write(const ActivityError& error, failure_wire::ActivityFailureInfo& info) {
  info.mutable_activity_type()->set_name(error.activity_type());
  info.set_activity_id(error.activity_id());
  if (enums::RetryState_IsValid(error.retry_state())) {
    info.set_retry_state(static_cast<enums::RetryState>(error.retry_state()));
  }
}

void write(const ChildWorkflowError& error, failure_wire::ChildWorkflowExecutionFailureInfo& info) {
  info.mutable_workflow_type()->set_name(error.workflow_type());
  info.mutable_workflow_execution()->set_workflow_id(error.workflow_id());
  info.mutable_workflow_execution()->set_run_id(error.run_id());
  if (enums::RetryState_IsValid(error.retry_state())) {
    info.set_retry_state(static_cast<enums::RetryState>(error.retry_state()));
  }
}

void write_info(const WorkflowError& error, failure_wire::Failure& failure) {
  if (const auto* application = dynamic_cast<const ApplicationError*>(&error)) {
    write(*application, *failure.mutable_application_failure_info());
  } else if (const auto* activity = dynamic_cast<const ActivityError*>(&error)) {
    write(*activity, *failure.mutable_activity_failure_info());
  } else if (const auto* child = dynamic_cast<const ChildWorkflowError*>(&error)) {
    write(*child, *failure.mutable_child_workflow_execution_failure_info());
  } else if (const auto* timeout = dynamic_cast<const TimeoutError*>(&error)) {
    write(*timeout, *failure.mutable_timeout_failure_info());
  } else if (const auto* cancelled = dynamic_cast<const CancelledError*>(&error)) {
    auto& info = *failure.mutable_canceled_failure_info();
    if (!cancelled->details().empty()) to_message(cancelled->details(), *info.mutable_details());
  } else if (dynamic_cast<const TerminatedError*>(&error) != nullptr) {
    failure.mutable_terminated_failure_info();
  } else {
    const std::string type = without_namespaces(demangled(typeid(error).name()));
    failure.mutable_application_failure_info()->set_type(type);
  }
}

using Cause = std::shared_ptr<const WorkflowError>;

std::shared_ptr<const WorkflowError> application_error(const failure_wire::Failure& failure, Cause cause) {
  const auto& info = failure.application_failure_info();
  ApplicationError::Options options;
  options.type = info.type();
  options.non_retryable = info.non_retryable();
  if (info.has_next_retry_delay()) options.next_retry_delay = api::to_duration(info.next_retry_delay());
  options.details = from_message(info.details());
  return std::make_shared<ApplicationError>(failure.message(), std::move(options), std::move(cause));
}

std::shared_ptr<const WorkflowError> activity_error(const failure_wire::Failure& failure, Cause cause) {
  const auto& info = failure.activity_failure_info();
  return std::make_shared<ActivityError>(failure.message(), info.activity_type().name(), info.activity_id(),
                                         static_cast<std::int32_t>(info.retry_state()), std::move(cause));
}

std::shared_ptr<const WorkflowError> child_error(const failure_wire::Failure& failure, Cause cause) {
  const auto& info = failure.child_workflow_execution_failure_info();
  return std::make_shared<ChildWorkflowError>(
      failure.message(), info.workflow_type().name(), info.workflow_execution().workflow_id(),
      info.workflow_execution().run_id(), static_cast<std::int32_t>(info.retry_state()), std::move(cause));
}

std::shared_ptr<const WorkflowError> kind_as_type(const failure_wire::Failure& failure, const char* type,
                                                  bool non_retryable, Cause cause) {
  ApplicationError::Options options;
  options.type = type;
  options.non_retryable = non_retryable;
  return std::make_shared<ApplicationError>(failure.message(), std::move(options), std::move(cause));
}

// A hostile or broken message must not exhaust the stack: deeper causes are left out.
constexpr int kDeepestCause = 64;

std::shared_ptr<const WorkflowError> to_error(const failure_wire::Failure& failure, int depth) {
  Cause cause;
  if (failure.has_cause() && depth < kDeepestCause) cause = to_error(failure.cause(), depth + 1);
  switch (failure.failure_info_case()) {
    case failure_wire::Failure::kApplicationFailureInfo: return application_error(failure, std::move(cause));
    case failure_wire::Failure::kActivityFailureInfo: return activity_error(failure, std::move(cause));
    case failure_wire::Failure::kTimeoutFailureInfo:
      return std::make_shared<TimeoutError>(
          failure.message(), timeout_type(failure.timeout_failure_info().timeout_type()),
          from_message(failure.timeout_failure_info().last_heartbeat_details()), std::move(cause));
    case failure_wire::Failure::kCanceledFailureInfo:
      return std::make_shared<CancelledError>(failure.message(),
                                              from_message(failure.canceled_failure_info().details()));
    case failure_wire::Failure::kTerminatedFailureInfo:
      return std::make_shared<TerminatedError>(failure.message());
    case failure_wire::Failure::kChildWorkflowExecutionFailureInfo:
      return child_error(failure, std::move(cause));
    case failure_wire::Failure::kServerFailureInfo:
      return kind_as_type(failure, "ServerFailure", failure.server_failure_info().non_retryable(),
                          std::move(cause));
    case failure_wire::Failure::kResetWorkflowFailureInfo:
      return kind_as_type(failure, "ResetWorkflow", false, std::move(cause));
    default: return std::make_shared<WorkflowError>(failure.message(), std::move(cause));
  }
}

template <class Error>
std::exception_ptr copied_as(const WorkflowError& error) {
  const auto* exact = dynamic_cast<const Error*>(&error);
  return exact == nullptr ? nullptr : std::make_exception_ptr(*exact);
}

}  // namespace

failure_wire::Failure to_failure(const WorkflowError& error) {
  failure_wire::Failure failure;
  failure_wire::Failure* link = &failure;
  for (const WorkflowError* next = &error; next != nullptr; next = next->cause().get()) {
    if (next != &error) link = link->mutable_cause();
    link->set_message(detail::as_utf8(next->what()));
    link->set_source(kFailureSource);
    write_info(*next, *link);
  }
  return failure;
}

failure_wire::Failure to_failure(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const WorkflowError& error) {
    return to_failure(error);
  } catch (...) {
    failure_wire::Failure failure;
    failure.set_message(message_of(exception));
    failure.set_source(kFailureSource);
    failure.mutable_application_failure_info()->set_type(type_name(exception));
    return failure;
  }
}

std::shared_ptr<const WorkflowError> to_error(const failure_wire::Failure& failure) {
  return to_error(failure, 0);
}

std::exception_ptr to_exception(const WorkflowError& error) {
  if (auto copy = copied_as<ApplicationError>(error)) return copy;
  if (auto copy = copied_as<ActivityError>(error)) return copy;
  if (auto copy = copied_as<ChildWorkflowError>(error)) return copy;
  if (auto copy = copied_as<ExternalWorkflowError>(error)) return copy;
  if (auto copy = copied_as<TimeoutError>(error)) return copy;
  if (auto copy = copied_as<CancelledError>(error)) return copy;
  if (auto copy = copied_as<TerminatedError>(error)) return copy;
  return std::make_exception_ptr(error);
}

std::string type_name(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type == nullptr ? "unknown" : demangled(type->name());
  }
}

std::string message_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return detail::as_utf8(error.what());
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

}  // namespace skald::replay
