#include "engine/core/apply_step.h"
#include "engine/core/problem.h"

namespace skald::core {

Status apply_event(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: return apply_run_event(step, event);
    case enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
    case enums::EVENT_TYPE_WORKFLOW_TASK_STARTED:
    case enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
    case enums::EVENT_TYPE_WORKFLOW_TASK_FAILED:
    case enums::EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: return apply_workflow_task_event(step, event);
    case enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_STARTED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED: return apply_activity_event(step, event);
    case enums::EVENT_TYPE_TIMER_STARTED:
    case enums::EVENT_TYPE_TIMER_FIRED:
    case enums::EVENT_TYPE_TIMER_CANCELED: return apply_timer_event(step, event);
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
    case enums::EVENT_TYPE_MARKER_RECORDED:
    case enums::EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
    case enums::EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED: return apply_record_event(step, event);
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED: return apply_child_event(step, event);
    case enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
    case enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED:
    case enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
    case enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
      return apply_external_event(step, event);
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED: return apply_update_event(step, event);
    default:
      return cannot_apply(step, "event " + std::to_string(event.event_id()) + " has type " +
                                    std::to_string(static_cast<int>(event.event_type())) +
                                    ", which this version does not know");
  }
}

Status apply_fact(ApplyStep& step, const Fact& fact) {
  switch (fact.fact_case()) {
    case Fact::kWorkflowTaskStarted:
    case Fact::kWorkflowTaskRetried:
    case Fact::kWorkflowTaskScheduledTransient:
    case Fact::kWorkflowTaskScheduledSpeculative:
    case Fact::kWorkflowTaskHeartbeat:
    case Fact::kStickyChanged:
    case Fact::kWorkflowTaskReturned:
    case Fact::kCloseAttempted: return apply_workflow_task_fact(step, fact);
    case Fact::kActivityStarted:
    case Fact::kActivityAttemptFailed:
    case Fact::kActivityReturned:
    case Fact::kActivityHeartbeat: return apply_activity_fact(step, fact);
    case Fact::kEventBuffered:
    case Fact::kBufferFlushed:
    case Fact::kBufferedTimerRemoved:
    case Fact::kRequestSeen: return apply_buffer_fact(step, fact);
    case Fact::kReportedProblems: apply_problem(fact.reported_problems(), step.state); return {};
    case Fact::kParentRecordedStart:
    case Fact::kParentNotified:
    case Fact::kClosePolicyApplied: return apply_child_fact(step, fact);
    default: break;
  }
  return cannot_apply(step, "it holds a fact that this version does not know");
}

}  // namespace skald::core
