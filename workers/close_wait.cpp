#include "workers/close_wait.h"

#include <utility>

#include "workers/client_exceptions.h"
#include "workers/close_event.h"
#include "workers/retries.h"

namespace skald::workers {
namespace {

/// A waiting caller outlives a server that restarts.
const RetryBudget kPatient{.total = std::chrono::hours(24 * 365)};
/// The pause after an empty answer that came without a token, hence without waiting.
constexpr Duration kPause = std::chrono::milliseconds(200);

}  // namespace

CloseWait::CloseWait(std::shared_ptr<Connection> connection, std::shared_ptr<Timers> timers,
                     std::string namespace_name, detail::RunRef run,
                     std::shared_ptr<detail::PendingAnswer> pending)
    : connection_(std::move(connection)),
      timers_(std::move(timers)),
      namespace_(std::move(namespace_name)),
      run_(std::move(run)),
      pending_(std::move(pending)) {}

void CloseWait::poll(std::string page_token) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_(namespace_);
  request.mutable_execution()->set_workflow_id(run_.workflow_id);
  request.mutable_execution()->set_run_id(run_.run_id);
  request.set_next_page_token(std::move(page_token));
  request.set_wait_new_event(true);
  request.set_skip_archival(true);
  request.set_history_event_filter_type(temporal::api::enums::v1::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
  call<wire::GetWorkflowExecutionHistoryRequest, wire::GetWorkflowExecutionHistoryResponse>(
      connection_, timers_, &Connection::get_workflow_execution_history, std::move(request),
      [self = shared_from_this()](Answer answer) { self->answered(std::move(answer)); }, kPatient);
}

void CloseWait::answered(Answer answer) {
  if (!answer.ok()) {
    return fail(to_exception(answer.error(), "wait for workflow " + run_.workflow_id, run_.workflow_id));
  }
  const auto& events = answer->history().events();
  if (!events.empty()) return closed(events.Get(events.size() - 1));
  const Duration delay = answer->next_page_token().empty() ? kPause : Duration::zero();
  poll_again(std::move(*answer->mutable_next_page_token()), delay);
}

void CloseWait::poll_again(std::string page_token, Duration delay) {
  // Through the timers also without a delay: calls that are answered at once must not nest.
  timers_->after(delay,
                 [self = shared_from_this(), page_token = std::move(page_token)] { self->poll(page_token); });
}

void CloseWait::closed(const temporal::api::history::v1::HistoryEvent& event) {
  if (const std::string& next = following_run(event); !next.empty()) {
    run_.run_id = next;
    return poll_again({}, Duration::zero());
  }
  pending_->set(outcome(event, run_));
}

}  // namespace skald::workers
