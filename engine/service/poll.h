#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/ids.h"
#include "engine/runtime/engine.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

/// What polls for workflow tasks and for activity tasks share: they wait in matching, start the task that
/// they are given on the run's shard, and wait on if it was not ready any more.
namespace skald::service {

template <class Response>
struct PollCall;
template <class Response>
using PollRef = std::shared_ptr<PollCall<Response>>;

template <class Response>
struct PollCall {
  runtime::Engine& engine;
  Caller caller;
  runtime::QueueKey queue;
  runtime::PollNote note;
  core::Poller poller;
  std::string worker_key;
  /// What the worker wants of its queue; none: nothing.
  std::optional<double> tasks_per_second;
  Time deadline;
  Reply<Response> reply;
  /// Starts the task and sees to the reply. False: it was not ready any more.
  std::function<bool(runtime::Shard&, runtime::Run&, const runtime::ReadyTask&, const PollRef<Response>&)>
      start;
};

template <class Request>
Status check_poll(const Request& request, const Caller& caller, const runtime::Engine& engine) {
  const runtime::Options& options = engine.options();
  const core::Limits& limits = options.limits;
  SKALD_TRY(check_namespace(engine, request.namespace_()));
  if (!request.has_task_queue()) return Error{Code::kInvalidArgument, "taskQueue is not set", {}};
  const std::string& name = request.task_queue().name();
  if (name.empty()) return Error{Code::kInvalidArgument, "missing task queue name", {}};
  if (name.size() > limits.id_bytes)
    return Error{Code::kInvalidArgument, "taskQueue length exceeds limit", {}};
  if (name.rfind("/_sys/", 0) == 0) {
    return Error{Code::kInvalidArgument, "task queue name cannot start with reserved prefix /_sys/", {}};
  }
// Deprecated in the API, and still what workers send.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  SKALD_TRY(check_build_id(request.worker_version_capabilities().build_id()));
#pragma GCC diagnostic pop
  return check_poll_deadline(caller, options.clock->now());
}

/// Only polls for activities say so.
template <class Request>
std::optional<double> wanted_rate(const Request& request) {
  if constexpr (requires { request.task_queue_metadata(); }) {
    if (request.task_queue_metadata().has_max_tasks_per_second()) {
      return request.task_queue_metadata().max_tasks_per_second().value();
    }
  }
  return std::nullopt;
}

/// Empty: it is none that is sticky.
std::string normal_queue_of(const temporal::api::taskqueue::v1::TaskQueue& queue);

/// As matching keeps it; empty: there is none, or it is too long to be one.
std::string deployment_of(const temporal::api::deployment::v1::WorkerDeploymentOptions& options);

/// When a poll is answered without a task.
Time poll_end(const runtime::Engine& engine, const Caller& caller);

template <class Response, class Request>
PollRef<Response> make_poll(runtime::Engine& engine, const Caller& caller, const Request& request,
                            runtime::TaskKind kind, Reply<Response> reply) {
// Deprecated in the API, and still what workers send.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  const auto& capabilities = request.worker_version_capabilities();
#pragma GCC diagnostic pop
  return std::make_shared<PollCall<Response>>(PollCall<Response>{
      .engine = engine,
      .caller = caller,
      .queue = {request.namespace_(), request.task_queue().name(), kind},
      .note = {normal_queue_of(request.task_queue()), deployment_of(request.deployment_options())},
      .poller = {.identity = request.identity(),
                 .request_id = random_uuid(),
                 .incarnation = caller.in_process ? engine.incarnation() : 0,
                 .build_id = capabilities.build_id(),
                 .uses_versioning = capabilities.use_versioning()},
      .worker_key = request.worker_instance_key(),
      .tasks_per_second = wanted_rate(request),
      .deadline = poll_end(engine, caller),
      .reply = std::move(reply),
      .start = {}});
}

template <class Response>
void wait_for_task(const PollRef<Response>& call) {
  runtime::WaitingPoll poll;
  poll.poller = call->poller;
  poll.deadline = call->deadline;
  poll.worker_key = call->worker_key;
  poll.tasks_per_second = call->tasks_per_second;
  poll.expire = [call] { call->reply(Response()); };
  poll.take = [call](runtime::ReadyTask ready) {
    auto task = std::make_shared<const runtime::ReadyTask>(std::move(ready));
    call->engine.shard(task->shard).post([call, task](runtime::Shard& shard) {
      shard.with_run(task->run, [call, task](runtime::Shard& self, Result<runtime::Run*> found) {
        if (call->caller.is_gone()) {
          call->engine.matching().offer(call->queue, *task);
          return;
        }
        if (!found.ok() && found.error().code != Code::kDataLoss) {
          // The run could not be read now. Its task stays, and the worker takes its time before it polls
          // again.
          call->engine.matching().offer(call->queue, *task);
          return call->reply(std::move(found).error());
        }
        const bool is_there = found.ok() && *found != nullptr;
        if (!is_there || !call->start(self, **found, *task, call)) wait_for_task(call);
      });
    });
  };
  runtime::Matching& matching = call->engine.matching();
  const runtime::Matching::PollId id = matching.poll(call->queue, std::move(poll), call->note);
  if (id == 0 || !call->caller.life) return;
  call->caller.life->on_gone([&matching, queue = call->queue, id] { matching.forget(queue, id); });
}

/// Answers a poll whose task is started and durable; if its caller has gone, the task is given back by
/// `decide_return(state, context)`. Any thread.
template <class Response, class DecideReturn>
void deliver(const PollCall<Response>& call, const runtime::RunKey& key, Response response,
             DecideReturn decide_return) {
  if (!call.caller.is_gone()) return call.reply(std::move(response));
  auto return_it = [decide_return](runtime::Shard& shard, Result<runtime::Run*> found) {
    if (!found.ok() || *found == nullptr) return;
    Result<core::Decision> decision = decide_return((*found)->state, shard.context());
    if (decision.ok()) shard.commit(**found, std::move(*decision));
  };
  call.engine.shard_of(key.workflow).post([key, return_it](runtime::Shard& shard) {
    shard.with_run(key, return_it);
  });
}

}  // namespace skald::service
