#include "workers/outage_log.h"

#include <memory>
#include <string>

#include "workers/poll_backoff.h"

namespace skald::workers {
namespace {

LogFields place_of(const WorkerContext& context) {
  return {{"namespace", context.options.namespace_name},
          {"task_queue", context.task_queue},
          {"target", context.connection->target()}};
}

void log_return(const WorkerContext& context) {
  if (context.polls_fail->exchange(false)) log(LogLevel::kInfo, "polls succeed again", place_of(context));
}

void ask_for_server(const ContextRef& context, int failures) {
  context->timers->after(poll_backoff(failures), [weak = std::weak_ptr(context), failures] {
    const ContextRef asking = weak.lock();
    if (asking == nullptr || !*asking->polls_fail || *asking->stopping) return;
    asking->connection->get_system_info(
        {}, [weak, failures](const Result<wire::GetSystemInfoResponse>& answer) {
          const ContextRef asked = weak.lock();
          if (asked == nullptr || asked->connection->is_shut_down()) return;
          answer.ok() ? log_return(*asked) : ask_for_server(asked, failures + 1);
        });
  });
}

}  // namespace

void log_poll(const ContextRef& context, const char* task_kind, const Error* error) {
  if (error == nullptr) return log_return(*context);
  const bool failed_before = context->polls_fail->exchange(true);
  LogFields fields = place_of(*context);
  fields.emplace_back("error", error->message);
  log(failed_before ? LogLevel::kDebug : LogLevel::kWarning, std::string("poll for ") + task_kind + " failed",
      fields);
  if (!failed_before && error->code == Code::kUnavailable) ask_for_server(context, 1);
}

void log_lost_report(const WorkerContext& context, LogFields fields, const Error& error) {
  const bool is_of_outage = error.code == Code::kUnavailable && *context.polls_fail;
  fields.emplace_back("error", error.message);
  log(is_of_outage ? LogLevel::kDebug : LogLevel::kWarning, "activity result was not taken", fields);
}

}  // namespace skald::workers
