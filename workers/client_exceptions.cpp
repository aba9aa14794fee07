#include "workers/client_exceptions.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "skald/client_errors.h"
#include "skald/detail/utf8.h"

namespace skald::workers {
namespace {

ClientErrorCode to_code(Code code) {
  switch (code) {
    case Code::kInvalidArgument: return ClientErrorCode::kInvalidArgument;
    case Code::kNotFound: return ClientErrorCode::kNotFound;
    case Code::kAlreadyExists: return ClientErrorCode::kAlreadyExists;
    case Code::kPermissionDenied:
    case Code::kUnimplemented:
    case Code::kFailedPrecondition: return ClientErrorCode::kFailedPrecondition;
    case Code::kConflict: return ClientErrorCode::kConflict;
    case Code::kResourceExhausted: return ClientErrorCode::kResourceExhausted;
    case Code::kDeadlineExceeded:
    case Code::kUnavailable: return ClientErrorCode::kUnavailable;
    case Code::kUnknownOutcome: return ClientErrorCode::kUnknownOutcome;
    case Code::kDataLoss: return ClientErrorCode::kDataLoss;
  }
  return ClientErrorCode::kUnknownOutcome;
}

/// What was asked for, as a message shows it: an id may be of any length and any bytes.
std::string readable(const std::string& doing) {
  constexpr std::size_t kLongest = 1100;
  return detail::as_utf8(doing.size() > kLongest ? doing.substr(0, 100) + "…" : doing);
}

}  // namespace

detail::RunRef existing_run(const Error& error, const std::string& workflow_id) {
  google::protobuf::Any detail;
  temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure failure;
  if (!detail.ParseFromString(error.detail) || !detail.UnpackTo(&failure)) return {workflow_id, {}, {}};
  return {workflow_id, failure.run_id(), failure.first_execution_run_id()};
}

std::exception_ptr to_exception(const Error& error, const std::string& doing,
                                const std::string& workflow_id) {
  const std::string message = readable(doing) + ": " + error.message;
  if (error.code == Code::kAlreadyExists) {
    return std::make_exception_ptr(
        WorkflowAlreadyStartedError(message, workflow_id, existing_run(error, workflow_id).run_id));
  }
  return std::make_exception_ptr(ClientError(to_code(error.code), message));
}

}  // namespace skald::workers
