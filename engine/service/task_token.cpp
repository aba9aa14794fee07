#include "engine/service/task_token.h"

namespace skald::service {

internal::v1::TaskToken workflow_task_token(const internal::v1::RunState& state) {
  const internal::v1::WorkflowTaskState& task = state.workflow_task();
  internal::v1::TaskToken token;
  *token.mutable_run() = state.identity();
  token.set_scheduled_event_id(task.scheduled_event_id());
  token.set_started_event_id(task.started_event_id());
  token.set_attempt(task.attempt());
  *token.mutable_started_time() = task.started_time();
  token.set_is_workflow_task(true);
  return token;
}

internal::v1::TaskToken activity_task_token(const internal::v1::RunState& state,
                                            const internal::v1::ActivityState& activity) {
  internal::v1::TaskToken token;
  *token.mutable_run() = state.identity();
  token.set_scheduled_event_id(activity.scheduled_event_id());
  token.set_attempt(activity.attempt());
  *token.mutable_started_time() = activity.started_time();
  token.set_activity_id(activity.scheduled().activity_id());
  return token;
}

Result<internal::v1::TaskToken> parse_task_token(const std::string& bytes,
                                                 const std::string& namespace_name) {
  if (bytes.empty()) return Error{Code::kInvalidArgument, "Task token not set on request.", {}};
  internal::v1::TaskToken token;
  if (!token.ParseFromString(bytes) || !token.has_run()) {
    return Error{Code::kInvalidArgument, "Error deserializing task token.", {}};
  }
  if (!namespace_name.empty() && namespace_name != token.run().namespace_name()) {
    return Error{Code::kInvalidArgument, "Operation requested with a token from a different namespace.", {}};
  }
  return token;
}

runtime::RunKey run_key(const internal::v1::TaskToken& token) {
  return {{token.run().namespace_name(), token.run().workflow_id()}, token.run().run_id()};
}

}  // namespace skald::service
