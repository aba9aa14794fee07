#include "workers/attempt_context.h"

#include "dsl/replay/payload_conversion.h"
#include "engine/api/time.h"

namespace skald::workers {
namespace {

ActivityInfo info_of(const ActivityAttempt& attempt) {
  const ActivityTask& task = attempt.task();
  ActivityInfo info;
  info.namespace_name = task.workflow_namespace();
  info.workflow_id = task.workflow_execution().workflow_id();
  info.run_id = task.workflow_execution().run_id();
  info.workflow_type = task.workflow_type().name();
  info.activity_id = task.activity_id();
  info.activity_type = task.activity_type().name();
  info.task_queue = attempt.context().task_queue;
  info.attempt = task.attempt();
  info.scheduled_time = api::to_time(task.scheduled_time());
  info.started_time = api::to_time(task.started_time());
  info.deadline = attempt.deadline();
  return info;
}

}  // namespace

const ActivityInfo& AttemptContext::info() const {
  std::call_once(info_made_, [this] { info_ = info_of(attempt_); });
  return info_;
}

const Payloads& AttemptContext::heartbeat_details() const {
  std::call_once(details_made_,
                 [this] { heartbeat_details_ = replay::from_message(attempt_.task().heartbeat_details()); });
  return heartbeat_details_;
}

bool AttemptContext::is_cancelled() const {
  return attempt_.cancellation() != ActivityAttempt::Cancellation::kNone;
}

const std::map<std::string, Payload>& AttemptContext::header() const {
  std::call_once(header_made_, [this] {
    for (const auto& [key, value] : attempt_.task().header().fields()) {
      header_.emplace(key, replay::from_message(value));
    }
  });
  return header_;
}

}  // namespace skald::workers
