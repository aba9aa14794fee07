#include <utility>

#include "engine/core/activity_options.h"
#include "engine/core/commands.h"
#include "engine/core/priority.h"

// The flag for build ids is deprecated in the API; the server carries it over all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
namespace skald::core {
namespace {

constexpr auto kBadSchedule = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES;
constexpr auto kBadCancel = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES;
constexpr char kBadScheduleName[] = "BadScheduleActivityAttributes";
constexpr char kBadCancelName[] = "BadRequestCancelActivityAttributes";

CommandResult check_input(const command::ScheduleActivityTaskCommandAttributes& wanted,
                          const Limits& limits) {
  if (wanted.input().ByteSizeLong() <= limits.blob_bytes) return {};
  CommandError error = bad_command(kBadSchedule, kBadScheduleName,
                                   "ScheduleActivityTaskCommandAttributes.Input exceeds size limit.");
  error.terminates_run = true;
  return error;
}

CommandResult check_pending(Completion& completion, const std::string& activity_id) {
  if (completion.is_activity_id_taken(activity_id)) {
    return bad_command(
        enums::WORKFLOW_TASK_FAILED_CAUSE_SCHEDULE_ACTIVITY_DUPLICATE_ID, "ScheduleActivityDuplicateId",
        "invalid history builder state for action: add-activitytask-scheduled-event, ActivityID: " +
            activity_id);
  }
  const std::size_t limit = completion.limits().pending_activities;
  const std::size_t pending = completion.pending_activities();
  if (pending < limit) return {};
  return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_PENDING_ACTIVITIES_LIMIT_EXCEEDED,
                     "PendingActivitiesLimitExceeded",
                     "the number of pending activities, " + std::to_string(pending) +
                         ", has reached the per-workflow limit of " + std::to_string(limit));
}

// Nobody runs it: it is cancelled at once, behind the events of all commands.
void cancel_unstarted(Completion& completion, std::int64_t scheduled_event_id,
                      std::int64_t requested_event_id) {
  auto& attributes = *completion.draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED)
                          .mutable_activity_task_canceled_event_attributes();
  attributes.set_scheduled_event_id(scheduled_event_id);
  attributes.set_latest_cancel_requested_event_id(requested_event_id);
  attributes.set_identity(completion.request.identity());
  auto& payload = *attributes.mutable_details()->add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data("\"ACTIVITY_ID_NOT_STARTED\"");
  completion.activity_cancelled(scheduled_event_id);
}

}  // namespace

CommandResult schedule_activity(Completion& completion, const command::Command& command) {
  if (!command.has_schedule_activity_task_command_attributes()) {
    return bad_command(kBadSchedule, kBadScheduleName,
                       "ScheduleActivityTaskCommandAttributes is not set on ScheduleActivityTaskCommand.");
  }
  const auto& wanted = command.schedule_activity_task_command_attributes();
  history::ActivityTaskScheduledEventAttributes attributes;
  const Status valid =
      normalize_activity(wanted, completion.state().started(), completion.limits(), attributes);
  if (!valid) return bad_command(kBadSchedule, kBadScheduleName, valid.error().message);
  if (const Status usable = check_priority(wanted.priority()); !usable)
    return bad_command(kBadSchedule, kBadScheduleName, "invalid priorities: " + usable.error().message);
  if (CommandResult error = check_input(wanted, completion.limits())) return error;
  if (CommandResult error = check_pending(completion, wanted.activity_id())) return error;

  attributes.set_use_workflow_build_id(wanted.use_workflow_build_id());
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  HistoryEvent& event = completion.add_event(enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, command);
  *event.mutable_activity_task_scheduled_event_attributes() = std::move(attributes);
  completion.activity_scheduled(event.event_id(), wanted.activity_id());
  if (wanted.request_eager_execution()) completion.eager_activities.push_back(event.event_id());
  return {};
}

CommandResult request_cancel_activity(Completion& completion, const command::Command& command) {
  if (!command.has_request_cancel_activity_task_command_attributes()) {
    return bad_command(
        kBadCancel, kBadCancelName,
        "RequestCancelActivityTaskCommandAttributes is not set on RequestCancelActivityTaskCommand.");
  }
  const std::int64_t id = command.request_cancel_activity_task_command_attributes().scheduled_event_id();
  if (id <= 0) {
    return bad_command(kBadCancel, kBadCancelName,
                       "ScheduledEventId is not set on RequestCancelActivityTaskCommand.");
  }
  if (!completion.is_activity_cancellable(id)) {
    return bad_command(kBadCancel, kBadCancelName,
                       "invalid history builder state for action: add-activitytask-cancel-requested-event, "
                       "ScheduledEventID: " +
                           std::to_string(id));
  }
  HistoryEvent& event = completion.add_event(enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED, command);
  auto& attributes = *event.mutable_activity_task_cancel_requested_event_attributes();
  attributes.set_scheduled_event_id(id);
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  completion.activity_cancel_requested(id);
  if (completion.is_activity_unstarted(id)) cancel_unstarted(completion, id, event.event_id());
  return {};
}

}  // namespace skald::core
