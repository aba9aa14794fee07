#include "workers/connected_client.h"

#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "engine/base/ids.h"
#include "skald/errors.h"
#include "workers/client_exceptions.h"
#include "workers/close_wait.h"
#include "workers/description.h"
#include "workers/history_reader.h"
#include "workers/identity.h"
#include "workers/local_workers.h"
#include "workers/retries.h"

namespace skald {
namespace workers {
namespace {

using detail::Answer;
using detail::PendingAnswer;
using detail::RunRef;
using History = temporal::api::history::v1::History;

/// A reply that ends the pending answer without a value of its own.
template <class Response>
Reply<Response> acknowledge(std::shared_ptr<PendingAnswer> pending, std::string doing, RunRef run) {
  return [pending = std::move(pending), doing = std::move(doing),
          run = std::move(run)](Result<Response> response) {
    Answer answer;
    if (!response.ok()) answer.error = to_exception(response.error(), doing, run.workflow_id);
    answer.run = run;
    pending->set(std::move(answer));
  };
}

/// Means the run that goes on, of the chain that the caller knows: a handle of a started workflow outlives
/// continue-as-new and retries.
RunRef current_run(const RunRef& run) {
  return run.first_run_id.empty() ? run : RunRef{run.workflow_id, {}, run.first_run_id};
}

/// Why the engine need not be asked; empty: nothing is wrong.
std::string refusal(const detail::StartRequest& call) {
  if (call.options.task_queue.empty()) return "StartOptions::task_queue is not set";
  if (call.mode != detail::StartMode::kAttach) return {};
  if (call.options.id.empty()) return "StartOptions::id is not set: there is nothing to attach to";
  if (call.options.id_conflict_policy == IdConflictPolicy::kTerminateExisting)
    return "start_or_attach does not terminate what it finds: kTerminateExisting is for start";
  return {};
}

// The server says that something is too large, but not what.
std::string starting(const std::string& workflow_id, std::size_t input_bytes) {
  constexpr std::size_t kWorthTelling = std::size_t{1} << 20;
  std::string text = "start workflow " + workflow_id;
  if (input_bytes > kWorthTelling) text += " with an input of " + std::to_string(input_bytes) + " bytes";
  return text;
}

RunRef started_run(const wire::StartWorkflowExecutionResponse& response, const std::string& workflow_id) {
  RunRef run{workflow_id, response.run_id(), response.first_execution_run_id(), response.started()};
  if (run.was_started && run.first_run_id.empty()) run.first_run_id = run.run_id;
  return run;
}

/// Lets the worker of this process that `request` is for have the first task with the answer. Null: there is
/// none.
std::shared_ptr<FirstTaskTaker> ask_for_first_task(Connection& connection,
                                                   wire::StartWorkflowExecutionRequest& request) {
  LocalWorkers* workers = connection.local_workers();
  auto taker = workers == nullptr ? nullptr : workers->reserve(request);
  request.set_request_eager_execution(taker != nullptr);
  return taker;
}

void hand_over(FirstTaskTaker& taker, Result<wire::StartWorkflowExecutionResponse>& response) {
  if (!response.ok() || !response->has_eager_workflow_task()) return taker.release();
  taker.take(std::unique_ptr<wire::PollWorkflowTaskQueueResponse>(response->release_eager_workflow_task()));
}

/// Why the last failed workflow task failed; empty: none did.
std::string last_task_failure(const History& history) {
  for (int i = history.events_size(); i-- > 0;) {
    const auto& event = history.events(i);
    if (event.has_workflow_task_failed_event_attributes()) {
      return replay::to_error(event.workflow_task_failed_event_attributes().failure())->chain();
    }
    if (event.has_workflow_task_timed_out_event_attributes()) return "workflow task timed out";
  }
  return {};
}

}  // namespace

detail::ClientCore::Pending ConnectedClient::start(detail::StartRequest call_to_make) {
  auto pending = std::make_shared<PendingAnswer>();
  if (const std::string wrong = refusal(call_to_make); !wrong.empty()) {
    pending->fail(std::make_exception_ptr(UsageError("start " + call_to_make.workflow_type + ": " + wrong)));
    return pending;
  }
  const auto mode = call_to_make.mode;
  auto request = start_request(std::move(call_to_make), ids_);
  const std::string workflow_id = request.workflow_id();
  const std::size_t input_bytes = request.input().ByteSizeLong();
  const auto taker = ask_for_first_task(*connection_, request);
  call<wire::StartWorkflowExecutionRequest, wire::StartWorkflowExecutionResponse>(
      connection_, timers_, &Connection::start_workflow_execution, std::move(request),
      [pending, workflow_id, input_bytes, mode,
       taker](Result<wire::StartWorkflowExecutionResponse> response) {
        if (taker) hand_over(*taker, response);
        Answer answer;
        if (response.ok()) {
          answer.run = started_run(*response, workflow_id);
        } else if (mode == detail::StartMode::kAttach && response.error().code == Code::kAlreadyExists) {
          answer.run = existing_run(response.error(), workflow_id);
        } else {
          answer.error = to_exception(response.error(), starting(workflow_id, input_bytes), workflow_id);
        }
        pending->set(std::move(answer));
      });
  return pending;
}

detail::ClientCore::Pending ConnectedClient::result(RunRef run) {
  auto pending = std::make_shared<PendingAnswer>();
  std::make_shared<CloseWait>(connection_, timers_, ids_.namespace_name, std::move(run), pending)->start();
  return pending;
}

detail::ClientCore::Pending ConnectedClient::signal(RunRef run, std::string name, Payloads input) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::SignalWorkflowExecutionRequest request;
  address(request, current_run(run), ids_);
  request.set_identity(ids_.identity);
  request.set_request_id(random_uuid());
  request.set_signal_name(std::move(name));
  if (!input.empty()) replay::to_message(std::move(input), *request.mutable_input());
  const std::string doing = "signal workflow " + run.workflow_id;
  call<wire::SignalWorkflowExecutionRequest, wire::SignalWorkflowExecutionResponse>(
      connection_, timers_, &Connection::signal_workflow_execution, std::move(request),
      acknowledge<wire::SignalWorkflowExecutionResponse>(pending, doing, std::move(run)));
  return pending;
}

detail::ClientCore::Pending ConnectedClient::cancel(RunRef run, std::string reason) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::RequestCancelWorkflowExecutionRequest request;
  address(request, current_run(run), ids_);
  request.set_identity(ids_.identity);
  request.set_request_id(random_uuid());
  request.set_first_execution_run_id(run.first_run_id);
  request.set_reason(std::move(reason));
  const std::string doing = "cancel workflow " + run.workflow_id;
  call<wire::RequestCancelWorkflowExecutionRequest, wire::RequestCancelWorkflowExecutionResponse>(
      connection_, timers_, &Connection::request_cancel_workflow_execution, std::move(request),
      acknowledge<wire::RequestCancelWorkflowExecutionResponse>(pending, doing, std::move(run)));
  return pending;
}

detail::ClientCore::Pending ConnectedClient::terminate(RunRef run, std::string reason) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::TerminateWorkflowExecutionRequest request;
  address(request, current_run(run), ids_);
  request.set_identity(ids_.identity);
  request.set_first_execution_run_id(run.first_run_id);
  request.set_reason(std::move(reason));
  const std::string doing = "terminate workflow " + run.workflow_id;
  call<wire::TerminateWorkflowExecutionRequest, wire::TerminateWorkflowExecutionResponse>(
      connection_, timers_, &Connection::terminate_workflow_execution, std::move(request),
      acknowledge<wire::TerminateWorkflowExecutionResponse>(pending, doing, std::move(run)));
  return pending;
}

detail::ClientCore::Pending ConnectedClient::describe(RunRef run) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_(ids_.namespace_name);
  request.mutable_execution()->set_workflow_id(run.workflow_id);
  request.mutable_execution()->set_run_id(run.run_id);
  call<wire::DescribeWorkflowExecutionRequest, wire::DescribeWorkflowExecutionResponse>(
      connection_, timers_, &Connection::describe_workflow_execution, std::move(request),
      [self = self(), pending,
       run = std::move(run)](Result<wire::DescribeWorkflowExecutionResponse> response) {
        if (response.ok()) return self->described(pending, run, to_description(*response));
        pending->fail(
            to_exception(response.error(), "describe workflow " + run.workflow_id, run.workflow_id));
      });
  return pending;
}

void ConnectedClient::described(const Pending& pending, const RunRef& run, WorkflowDescription description) {
  const bool has_failed = description.pending_workflow_task && description.pending_workflow_task->attempt > 1;
  auto shared = std::make_shared<WorkflowDescription>(std::move(description));
  const auto finish = [pending, run, shared] {
    Answer answer;
    answer.run = run;
    answer.description = shared;
    pending->set(std::move(answer));
  };
  if (!has_failed) return finish();
  const RunRef described_run{shared->workflow_id, shared->run_id, {}};
  read_history(connection_, timers_, ids_.namespace_name, described_run,
               [shared, finish](Result<History> history) {
                 if (history.ok()) shared->pending_workflow_task->last_failure = last_task_failure(*history);
                 finish();
               });
}

detail::ClientCore::Pending ConnectedClient::history(RunRef run) {
  auto pending = std::make_shared<PendingAnswer>();
  read_history(connection_, timers_, ids_.namespace_name, run, [pending, run](Result<History> history) {
    const std::string doing = "read the history of workflow " + run.workflow_id;
    if (!history.ok()) return pending->fail(to_exception(history.error(), doing, run.workflow_id));
    Result<std::string> text = to_json(*history);
    if (!text.ok()) return pending->fail(to_exception(text.error(), doing, run.workflow_id));
    Answer answer;
    answer.run = run;
    answer.text = std::move(text).value();
    pending->set(std::move(answer));
  });
  return pending;
}

}  // namespace workers

namespace detail {

std::shared_ptr<ClientCore> ClientCore::make(ConnectionSource source, ClientOptions options) {
  workers::ClientIds ids{std::move(options.namespace_name), std::move(options.identity)};
  const auto defaults = source.connection()->defaults();
  if (ids.namespace_name.empty()) ids.namespace_name = defaults.namespace_name;
  if (ids.identity.empty()) ids.identity = defaults.identity;
  if (ids.identity.empty()) ids.identity = workers::default_identity();
  return std::make_shared<workers::ConnectedClient>(source.connection(),
                                                    std::make_shared<workers::TimerThread>(), std::move(ids));
}

}  // namespace detail
}  // namespace skald
