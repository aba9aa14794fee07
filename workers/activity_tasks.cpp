#include "workers/activity_tasks.h"

#include <utility>

#include "dsl/replay/payload_conversion.h"
#include "engine/base/kill_points.h"
#include "workers/attempt_context.h"
#include "workers/outage_log.h"
#include "workers/poll_backoff.h"
#include "workers/retries.h"
#include "workers/too_large.h"

namespace skald::workers {

ActivityTasks::ActivityTasks(ContextRef context) : context_(std::move(context)) {}

void ActivityTasks::start() {
  threads_ = std::make_shared<ActivityThreads>(context_->timers,
                                               static_cast<std::size_t>(context_->options.activity_slots),
                                               [self = weak_from_this()](ActivityTask task) {
                                                 if (const auto tasks = self.lock())
                                                   tasks->run_attempt(std::move(task));
                                               });
  {
    const std::lock_guard lock(mutex_);
    is_polling_ = true;
  }
  poll_for_free_slots();
}

void ActivityTasks::stop_polling() {
  const std::lock_guard lock(mutex_);
  is_polling_ = false;
}

void ActivityTasks::poll_for_free_slots() {
  int polls = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto& options = context_->options;
    while (is_polling_ && polls_out_ < options.activity_pollers &&
           polls_out_ + slots_used_ < options.activity_slots) {
      ++polls_out_;
      ++polls;
    }
  }
  for (; polls > 0; --polls) poll(0);
}

void ActivityTasks::poll(int failures) {
  wire::PollActivityTaskQueueRequest request;
  request.set_namespace_(context_->options.namespace_name);
  request.set_identity(context_->identity);
  request.set_worker_instance_key(context_->instance_key);
  request.mutable_task_queue()->set_name(context_->task_queue);
  request.mutable_task_queue()->set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_NORMAL);
  polls_->enter();
  context_->connection->poll_activity_task_queue(std::move(request),
                                                 [self = shared_from_this(), failures](PollAnswer answer) {
                                                   self->polled(failures, std::move(answer));
                                                   self->polls_->leave();
                                                 });
}

void ActivityTasks::polled(int failures, PollAnswer answer) {
  if (answer.ok()) log_poll(context_, "activities", nullptr);
  if (answer.ok() && !answer->task_token().empty()) {
    poll_ended();
    accept(std::move(answer).value());
    return poll_for_free_slots();
  }
  const bool was_last =
      !answer.ok() && answer.error().code == Code::kUnavailable && is_final(*context_->connection);
  if (was_last) return poll_ended();
  if (!answer.ok()) log_poll(context_, "activities", &answer.error());
  const int failed = answer.ok() ? 0 : failures + 1;
  // Also an empty answer comes back through the timers: repeated here, it would nest call in call.
  context_->timers->after(poll_backoff(failed), [weak = weak_from_this(), failed] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    std::unique_lock lock(self->mutex_);
    if (!self->is_polling_) {
      --self->polls_out_;
      return;
    }
    lock.unlock();
    self->poll(failed);
  });
}

void ActivityTasks::poll_ended() {
  const std::lock_guard lock(mutex_);
  --polls_out_;
}

void ActivityTasks::run(ActivityTask task) { accept(std::move(task)); }

bool ActivityTasks::reserve_slot() {
  const std::lock_guard lock(mutex_);
  if (!is_polling_ || polls_out_ + slots_used_ >= context_->options.activity_slots) return false;
  ++slots_used_;
  return true;
}

void ActivityTasks::release_slots(int slots) {
  {
    const std::lock_guard lock(mutex_);
    slots_used_ -= slots;
  }
  poll_for_free_slots();
}

void ActivityTasks::accept(ActivityTask task) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_closed_) {
      ++slots_used_;
      attempts_->enter();
      threads_->put(std::move(task));
      return;
    }
  }
  auto request = report_not_begun(*context_, task);
  context_->connection->respond_activity_task_failed(
      std::move(request), [](const Result<wire::RespondActivityTaskFailedResponse>&) {});
}

void ActivityTasks::run_attempt(ActivityTask task) {
  const auto attempt = std::make_shared<ActivityAttempt>(context_, std::move(task));
  {
    const std::lock_guard lock(mutex_);
    running_.insert(attempt);
    if (is_cancelling_) attempt->cancel(ActivityAttempt::Cancellation::kWorkerStops);
  }
  ActivityReport report = run_function(*attempt);
  pass(KillPoint::kActivityDone);
  send(attempt, std::move(report));
  {
    const std::lock_guard lock(mutex_);
    running_.erase(attempt);
    --slots_used_;
  }
  poll_for_free_slots();
  attempts_->leave();
}

ActivityReport ActivityTasks::run_function(ActivityAttempt& attempt) {
  const auto* definition = context_->registry->find_activity(attempt.task().activity_type().name());
  if (definition == nullptr) return report_unregistered(attempt);
  AttemptContext context(attempt);
  const skald::detail::CurrentActivity current(context);
  try {
    const Payloads input = replay::from_message(attempt.task().input());
    return report_result(attempt, definition->run(input));
  } catch (...) {
    return report_exception(attempt, std::current_exception());
  }
}

void ActivityTasks::send(const AttemptRef& attempt, ActivityReport report) {
  if (auto* completed = std::get_if<wire::RespondActivityTaskCompletedRequest>(&report)) {
    send_result(attempt, std::move(*completed));
  } else if (auto* failed = std::get_if<wire::RespondActivityTaskFailedRequest>(&report)) {
    LogFields fields = attempt->log_fields();
    fields.emplace_back("failure", failed->failure().message());
    log(LogLevel::kDebug, "activity failed", fields);
    send(attempt, &Connection::respond_activity_task_failed, std::move(*failed));
  } else if (auto* cancelled = std::get_if<wire::RespondActivityTaskCanceledRequest>(&report)) {
    send(attempt, &Connection::respond_activity_task_canceled, std::move(*cancelled));
  } else {
    LogFields fields = attempt->log_fields();
    fields.emplace_back("reason", std::get<Discarded>(report).reason);
    log(LogLevel::kWarning, "activity result discarded", fields);
  }
}

void ActivityTasks::send_result(const AttemptRef& attempt,
                                wire::RespondActivityTaskCompletedRequest request) {
  using Response = wire::RespondActivityTaskCompletedResponse;
  auto too_large = report_if_too_large(*context_, request);
  if (!too_large) return send(attempt, &Connection::respond_activity_task_completed, std::move(request));
  attempts_->enter();
  report<wire::RespondActivityTaskCompletedRequest, Response>(
      context_->connection, context_->timers, &Connection::respond_activity_task_completed,
      std::move(request),
      [self = shared_from_this(), attempt, failed = *std::move(too_large)](const Result<Response>& answer) {
        if (!answer.ok() && answer.error().code == Code::kInvalidArgument)
          self->send(attempt, &Connection::respond_activity_task_failed, failed);
        self->attempts_->leave();
      },
      {attempt->time_left(), true, context_->stopping});
}

template <class Request, class Response>
void ActivityTasks::send(const AttemptRef& attempt, void (Connection::*method)(Request, Reply<Response>),
                         Request request) {
  attempts_->enter();
  report<Request, Response>(
      context_->connection, context_->timers, method, std::move(request),
      [context = context_, attempt, attempts = attempts_](const Result<Response>& answer) {
        if (!answer.ok()) log_lost_report(*context, attempt->log_fields(), answer.error());
        attempts->leave();
      },
      {attempt->time_left(), true, context_->stopping});
}

void ActivityTasks::finish(Duration poll_limit) {
  if (!polls_->wait(poll_limit)) {
    log(LogLevel::kWarning, "polls for activities did not end",
        {{"namespace", context_->options.namespace_name}, {"task_queue", context_->task_queue}});
  }
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  wait_for_attempts();
  threads_->finish();
}

void ActivityTasks::wait_for_attempts() {
  if (attempts_->wait(context_->options.shutdown_grace)) return;
  {
    const std::lock_guard lock(mutex_);
    is_cancelling_ = true;
    for (const AttemptRef& attempt : running_) attempt->cancel(ActivityAttempt::Cancellation::kWorkerStops);
  }
  constexpr Duration kBetweenLines = std::chrono::seconds(10);
  while (!attempts_->wait(kBetweenLines)) {
    log(LogLevel::kWarning, "the worker waits for activities that do not end",
        {{"namespace", context_->options.namespace_name},
         {"task_queue", context_->task_queue},
         {"activities", running_types()}});
  }
}

std::string ActivityTasks::running_types() {
  std::vector<std::string> types;
  const std::lock_guard lock(mutex_);
  for (const AttemptRef& attempt : running_) types.push_back(attempt->task().activity_type().name());
  return join(types);
}

}  // namespace skald::workers
