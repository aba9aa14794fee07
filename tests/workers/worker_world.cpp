#include "tests/workers/worker_world.h"

#include "engine/api/time.h"

namespace skald::workers_tests {

WorkerOptions WorkerWorld::small_options() {
  WorkerOptions options;
  options.identity = "tester";
  options.workflow_pollers = 2;
  options.activity_slots = 4;
  options.activity_pollers = 4;
  options.shutdown_grace = Duration::zero();
  options.longest_task_step = Duration::zero();
  return options;
}

WorkerWorld::WorkerWorld(WorkerOptions options, bool in_process)
    : options_(std::move(options)), server_(in_process) {}

WorkerWorld::~WorkerWorld() {
  if (core_ != nullptr) core_->stop();
  timers_->end();  // those that never fire would keep the worker alive, and it them
}

void WorkerWorld::start() {
  core_ = std::make_unique<workers::WorkerCore>(
      workers::make_context(server_.connection(), timers_, registry_, kQueue, options_));
  core_->start();
}

wire::PollWorkflowTaskQueueResponse ServerRun::next_task() {
  history.task_scheduled();
  last_started = history.task_started();
  return task_from(1);
}

wire::PollWorkflowTaskQueueResponse ServerRun::next_partial_task() {
  const std::int64_t first = last_started + 1;
  history.task_scheduled();
  last_started = history.task_started();
  return task_from(first);
}

wire::PollWorkflowTaskQueueResponse ServerRun::task_from(std::int64_t first) {
  wire::PollWorkflowTaskQueueResponse task;
  task.set_task_token(run_id + "/" + std::to_string(history.last_id()));
  task.mutable_workflow_execution()->set_workflow_id("order-17");
  task.mutable_workflow_execution()->set_run_id(run_id);
  task.mutable_workflow_type()->set_name(type);
  task.set_started_event_id(history.last_id());
  task.set_attempt(1);
  *task.mutable_history() = history.from(first);
  return task;
}

ServerRun started_run(const std::string& type, const std::string& json, const std::string& run_id) {
  ServerRun run{type, run_id};
  run.history.run_started(type, json);
  return run;
}

wire::PollActivityTaskQueueResponse activity_task(const std::string& type, const std::string& json) {
  wire::PollActivityTaskQueueResponse task;
  task.set_task_token("token of " + type);
  task.set_workflow_namespace("default");
  task.mutable_workflow_type()->set_name("place_order");
  task.mutable_workflow_execution()->set_workflow_id("order-17");
  task.mutable_workflow_execution()->set_run_id("run-1");
  task.mutable_activity_type()->set_name(type);
  task.set_activity_id("5");
  task.set_attempt(1);
  *task.mutable_scheduled_time() = api::to_timestamp(Clock::system().now());
  *task.mutable_started_time() = task.scheduled_time();
  if (!json.empty()) {
    auto& payload = *task.mutable_input()->add_payloads();
    (*payload.mutable_metadata())["encoding"] = "json/plain";
    payload.set_data(json);
  }
  return task;
}

std::vector<std::string> commands(const wire::RespondWorkflowTaskCompletedRequest& completion) {
  std::vector<std::string> types;
  for (const auto& command : completion.commands()) {
    types.push_back(temporal::api::enums::v1::CommandType_Name(command.command_type()).substr(13));
  }
  return types;
}

}  // namespace skald::workers_tests
