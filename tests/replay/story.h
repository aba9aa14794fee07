#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dsl/replay/workflow_run.h"
#include "skald/detail/calls.h"
#include "skald/detail/definition.h"
#include "tests/replay/history_builder.h"

namespace skald::replay_tests {

/// A workflow written in place: what bodies, signals and queries of real ones come down to.
struct Script {
  std::function<Payload(const Payloads& input)> run;
  std::map<std::string, std::function<void(const Payloads&)>> signals = {};
  std::map<std::string, std::function<Payload(const Payloads&)>> queries = {};
};

/// `make` is called once for each execution of the code.
detail::WorkflowDefinition define(std::function<Script()> make);
/// A workflow without signals and queries.
detail::WorkflowDefinition define_body(std::function<Payload()> body);

Payload json(const std::string& text);

/// Calls of workflow code, short enough for stories.
detail::OperationRef start(const std::string& activity, ActivityOptions options = {},
                           Site site = Site::current());
detail::OperationRef timer(Duration delay, Site site = Site::current());
/// Waits for it; its JSON text.
std::string get(const detail::OperationRef& operation);
/// Starts an activity and waits for it.
std::string call(const std::string& activity, Site site = Site::current());

/// The commands of a completion, a line each: "ScheduleActivityTask 1 charge", "CompleteWorkflowExecution 5".
std::vector<std::string> texts(const wire::RespondWorkflowTaskCompletedRequest& completion);

/// A server and a worker in one: events are told, tasks are run, and what the code commands becomes history.
///
/// Every task is run three times: by a run that stayed in the cache, by one that was evicted before it and
/// reads the whole history, and by one that is evicted afterwards. All must command the same.
class Story {
 public:
  explicit Story(detail::WorkflowDefinition definition, const std::string& input = "");
  ~Story();

  /// What happened since the last task.
  HistoryBuilder& server() { return server_; }
  Story& activity_completes(const std::string& id, const std::string& json);
  Story& activity_fails(const std::string& id, const std::string& type, const std::string& message);
  Story& activity_times_out(const std::string& id);
  Story& activity_is_cancelled(const std::string& id);
  Story& timer_fires(const std::string& id);
  Story& signal(const std::string& name, const std::string& json = "");
  Story& cancel(const std::string& cause = "");
  /// Happens while the next task runs, so the server writes it behind the task's commands.
  Story& meanwhile(std::function<void(Story&)> happens);

  /// Runs a task that completes, and returns its commands.
  std::vector<std::string> task();
  /// Runs a task that fails, and returns the failure's message.
  std::string failing_task();
  /// The answer of the last task.
  const wire::RespondWorkflowTaskCompletedRequest& completion() const { return completion_; }
  replay::WorkflowRun& cached() { return *cached_; }

  /// What the next task brings beside its history.
  wire::PollWorkflowTaskQueueResponse extras;

 private:
  wire::PollWorkflowTaskQueueResponse next_task(std::int64_t first_event) const;
  replay::RunOptions options() const;

  detail::WorkflowDefinition definition_;
  HistoryBuilder server_;
  std::unique_ptr<replay::WorkflowRun> cached_;
  wire::RespondWorkflowTaskCompletedRequest completion_;
  std::vector<std::function<void(Story&)>> meanwhile_;
  bool failed_ = false;
};

}  // namespace skald::replay_tests
