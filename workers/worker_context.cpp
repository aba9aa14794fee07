#include "workers/worker_context.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "engine/base/ids.h"
#include "skald/detail/utf8.h"
#include "skald/errors.h"
#include "workers/identity.h"

namespace skald::workers {
namespace {

template <class Number>
void check_range(const char* option, Number value, Number least, Number most) {
  if (value >= least && value <= most) return;
  throw UsageError("WorkerOptions::" + std::string(option) + " is " + std::to_string(value) +
                   ", but must be " + std::to_string(least) + " to " + std::to_string(most));
}

void check_not_negative(const char* option, Duration value) {
  if (value < Duration::zero()) throw UsageError("WorkerOptions::" + std::string(option) + " is negative");
}

void check(const WorkerOptions& options) {
  check_range("workflow_threads", options.workflow_threads, 1, 256);
  check_range("activity_slots", options.activity_slots, 1, 100'000);
  check_range<std::size_t>("cached_runs", options.cached_runs, 1, 10'000'000);
  check_range<std::size_t>("cached_bytes", options.cached_bytes, 64u << 10, std::size_t{1} << 48);
  check_range("workflow_pollers", options.workflow_pollers, 0, 1'000);
  check_range("activity_pollers", options.activity_pollers, 0, options.activity_slots);
  check_not_negative("shutdown_grace", options.shutdown_grace);
  check_not_negative("longest_task_step", options.longest_task_step);
  if (options.stack_signal != 0) check_range("stack_signal", options.stack_signal, SIGRTMIN, SIGRTMAX);
  if (options.sticky_timeout <= Duration::zero())
    throw UsageError("WorkerOptions::sticky_timeout is not positive");
}

void fill_in(WorkerOptions& options, const Connection& connection) {
  constexpr int kRemotePolls = 5;
  const bool in_process = connection.in_process();
  if (options.namespace_name.empty()) options.namespace_name = connection.defaults().namespace_name;
  if (options.identity.empty()) options.identity = connection.defaults().identity;
  if (options.identity.empty()) options.identity = default_identity();
  if (options.workflow_pollers == 0) options.workflow_pollers = in_process ? 64 : kRemotePolls;
  if (options.activity_pollers == 0) {
    options.activity_pollers =
        in_process ? options.activity_slots : std::min(options.activity_slots, kRemotePolls);
  }
}

// They stand in messages and histories, which hold no other text.
void check_is_text(const char* what, const std::string& name) {
  if (detail::valid_utf8_prefix(name) < name.size())
    throw UsageError(std::string("a worker's ") + what + " is not UTF-8");
}

}  // namespace

ContextRef make_context(std::shared_ptr<Connection> connection, std::shared_ptr<Timers> timers,
                        std::shared_ptr<const Registry> registry, std::string task_queue,
                        WorkerOptions options) {
  if (task_queue.empty()) throw UsageError("a worker needs the name of a task queue");
  if (connection == nullptr) throw UsageError("a worker needs an engine or a connection");
  check_is_text("task queue", task_queue);
  check_is_text("namespace", options.namespace_name);
  check_is_text("identity", options.identity);
  check(options);
  fill_in(options, *connection);
  auto context = std::make_shared<WorkerContext>();
  context->connection = std::move(connection);
  context->timers = std::move(timers);
  context->registry = std::move(registry);
  context->options = std::move(options);
  context->task_queue = std::move(task_queue);
  context->identity = context->options.identity;
  context->instance_key = random_uuid();
  context->sticky_queue = context->identity + "-" + context->instance_key;
  return context;
}

std::string join(const std::vector<std::string>& names) {
  if (names.empty()) return "none";
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

}  // namespace skald::workers
