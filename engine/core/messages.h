#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include <temporal/api/enums/v1/failed_cause.pb.h>

#include "engine/core/decide.h"
#include "engine/core/due.h"
#include "engine/core/names.h"

/// What runs say to each other: parents and children, senders of signals and of cancellation requests.
///
/// A message is no row. The state of its sender says that it is undelivered (due()), until the answer has
/// become a transition of the sender. So a message may come twice, after a crash between the receiver's row
/// and the sender's: every decision here does nothing the second time.
namespace skald::core {

using internal::v1::ChildState;

/// Start me this child. Answered by the child itself (TellStart), or by a refusal.
struct StartChild {
  wire::StartWorkflowExecutionRequest request;
  RunIdentity parent;
  std::int64_t initiated_event_id = 0;
  temporal::api::common::v1::WorkflowExecution root;
  std::string parent_namespace_id;
};
/// I, your child, have been started, and wait for you to write it down.
struct TellStart {
  RunIdentity child;
  std::int64_t initiated_event_id = 0;
};
/// I, your child, have ended.
struct TellEnd {
  RunIdentity child;
  std::int64_t initiated_event_id = 0;
  std::string first_run_id;
  HistoryEvent close_event;
};
struct ExternalSignal {
  RunIdentity sender;
  std::int64_t initiated_event_id = 0;
  history::SignalExternalWorkflowExecutionInitiatedEventAttributes wanted;
};
struct ExternalCancel {
  RunIdentity sender;
  std::int64_t initiated_event_id = 0;
  history::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes wanted;
};
/// I, your parent, have closed.
struct ClosePolicy {
  RunIdentity parent;
  std::int64_t initiated_event_id = 0;
  enums::ParentClosePolicy policy{};
};

/// A message with its receiver; an empty run id means the newest run.
struct Letter {
  RunIdentity receiver;
  std::variant<StartChild, TellStart, TellEnd, ExternalSignal, ExternalCancel, ClosePolicy> body;
};

/// What due() lists, in the order in which its causes stand in the history.
std::vector<Message> undelivered_messages(const RunState& state);
Letter write_letter(const RunState& sender, const Message& message);

// --- the child --------------------------------------------------------------------------------------------

/// The first transition of a child. What stands in its way decides decide_start_action(start.request, …).
Transition decide_start_child(const StartChild& start, const Context& context);
/// The parent has recorded the child's start: its first workflow task may come.
Decision decide_start_recorded(const RunState& child, const Context& context);
/// The parent knows how the child ended, or does not care any more.
Decision decide_parent_notified(const RunState& child, const Context& context);
/// Does to the child what its parent's end means for it. Nothing if the run is no child of that parent.
Decision decide_close_policy(const RunState& child, const ClosePolicy& message, const Context& context);

// --- the parent -------------------------------------------------------------------------------------------

Decision decide_child_started(const RunState& parent, const TellStart& message, const Context& context);
Decision decide_child_not_started(const RunState& parent, std::int64_t initiated_event_id,
                                  enums::StartChildWorkflowExecutionFailedCause cause,
                                  const Context& context);
Decision decide_child_ended(const RunState& parent, const TellEnd& message, const Context& context);
Decision decide_close_policy_applied(const RunState& parent, std::int64_t initiated_event_id,
                                     const Context& context);

// --- signals and cancellation requests of other workflows -------------------------------------------------

/// kNotFound: it cannot be delivered, ever. kInvalidArgument: the run has had as many signals as it may.
/// kResourceExhausted: not now.
Result<Decision> decide_external_signal(const RunState& receiver, const ExternalSignal& message,
                                        const Context& context);
Result<Decision> decide_external_cancel(const RunState& receiver, const ExternalCancel& message,
                                        const Context& context);
/// The sender hears what became of it; `error`: null if it was delivered.
Decision decide_signal_answered(const RunState& sender, std::int64_t initiated_event_id, const Error* error,
                                const Context& context);
Decision decide_cancel_answered(const RunState& sender, std::int64_t initiated_event_id, const Error* error,
                                const Context& context);

}  // namespace skald::core
