#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "skald/errors.h"

namespace skald {

/// Why a call of the client was refused.
enum class ClientErrorCode {
  kInvalidArgument,     ///< The request is wrong and stays wrong.
  kNotFound,            ///< No such workflow, or it has ended.
  kAlreadyExists,       ///< A workflow with this id runs, or the reuse policy forbids another.
  kFailedPrecondition,  ///< The workflow's state forbids it.
  kConflict,            ///< Somebody else was first.
  kResourceExhausted,   ///< A limit or a full disk; the message names which.
  kUnavailable,         ///< The engine stops, or the server cannot be reached.
  kUnknownOutcome,      ///< It may or may not have happened.
  kDataLoss,            ///< What was stored cannot be read back.
};

/// A call that the engine or server refused. The message says what and which.
class ClientError : public std::runtime_error {
 public:
  ClientError(ClientErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ClientErrorCode code() const { return code_; }

 private:
  ClientErrorCode code_;
};

/// start() met a run that is there already.
class WorkflowAlreadyStartedError : public ClientError {
 public:
  WorkflowAlreadyStartedError(const std::string& message, std::string workflow_id, std::string run_id)
      : ClientError(ClientErrorCode::kAlreadyExists, message),
        workflow_id_(std::move(workflow_id)),
        run_id_(std::move(run_id)) {}
  const std::string& workflow_id() const { return workflow_id_; }
  /// The run that is in the way; empty if the server does not say.
  const std::string& run_id() const { return run_id_; }

 private:
  std::string workflow_id_;
  std::string run_id_;
};

/// The workflow ended with a failure; cause() says which.
class WorkflowFailedError : public WorkflowError {
 public:
  WorkflowFailedError(const std::string& message, std::string workflow_id, std::string run_id,
                      std::shared_ptr<const WorkflowError> cause)
      : WorkflowError(message, std::move(cause)),
        workflow_id_(std::move(workflow_id)),
        run_id_(std::move(run_id)) {}
  const std::string& workflow_id() const { return workflow_id_; }
  const std::string& run_id() const { return run_id_; }

 private:
  std::string workflow_id_;
  std::string run_id_;
};

}  // namespace skald
