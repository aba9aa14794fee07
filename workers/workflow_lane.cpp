#include "workers/workflow_lane.h"

#include <utility>
#include <vector>

#include "workers/retries.h"
#include "workers/thread_stack.h"
#include "workers/too_large.h"
#include "workers/workflow_task_handler.h"

namespace skald::workers {
namespace {

/// How long a completion is repeated while the server is away. Workflow tasks time out sooner, as a rule, and
/// then it is refused.
constexpr Duration kCompletionLimit = std::chrono::minutes(2);

}  // namespace

/// What one thread does and owns. A thread that was replaced finds its generation passed and touches the lane
/// no more.
class WorkflowLane::Thread : public TaskOutlet {
 public:
  Thread(std::shared_ptr<WorkflowLane> lane, std::uint64_t generation)
      : lane_(std::move(lane)),
        generation_(generation),
        handler_(lane_->links_.context, lane_->limits_, *this) {}

  void run() {
    WorkflowItem item;
    while (next(item)) {
      std::visit([this](auto& arrived) { handle(arrived); }, item);
      if (handler_.is_retired()) return;
      lane_->links_.in_flight->leave();
      arm_parking();
    }
  }

  void complete(const std::string& run_id, wire::RespondWorkflowTaskCompletedRequest request) override;
  void fail(wire::RespondWorkflowTaskFailedRequest request, std::int32_t attempt) override {
    lane_->links_.failures->report(std::move(request), attempt);
  }
  void answer_query(wire::RespondQueryTaskCompletedRequest request) override;
  void fetch(std::shared_ptr<HistoryFetch> fetch) override;
  void begin_step(const WorkflowTask& task) override;
  bool end_step() override;

 private:
  const WorkerContext& context() const { return *lane_->links_.context; }
  bool next(WorkflowItem& item);
  bool pop_locked(WorkflowItem& item);
  int request_eager_activities(wire::RespondWorkflowTaskCompletedRequest& request);
  void tell_taken(const std::vector<WorkflowItem>& batch);
  void arm_parking();

  void handle(ArrivedTask& arrived) { handler_.handle(std::move(*arrived.task)); }
  void handle(CompletionAnswer& answered) { handler_.completion_answered(std::move(answered)); }
  void handle(HistoryPage& arrived) { handler_.page_arrived(std::move(arrived)); }
  void handle(ParkIdle& /*unused*/) {
    parking_armed_ = false;
    if (handler_.park_idle()) {
      parking_armed_ = true;
      lane_->put(ParkIdle{});
    }
  }

  const std::shared_ptr<WorkflowLane> lane_;
  const std::uint64_t generation_;
  WorkflowTaskHandler handler_;
  bool parking_armed_ = false;
};

bool WorkflowLane::Thread::next(WorkflowItem& item) {
  {
    const std::lock_guard lock(lane_->mutex_);
    if (lane_->generation_ != generation_) return false;
    if (pop_locked(item)) return true;
  }
  std::vector<WorkflowItem> batch;
  if (!lane_->inbox_.take(batch)) return false;
  tell_taken(batch);
  const std::lock_guard lock(lane_->mutex_);
  for (WorkflowItem& taken : batch) lane_->taken_.push_back(std::move(taken));
  return pop_locked(item);
}

bool WorkflowLane::Thread::pop_locked(WorkflowItem& item) {
  if (lane_->taken_.empty()) return false;
  item = std::move(lane_->taken_.front());
  lane_->taken_.pop_front();
  return true;
}

void WorkflowLane::Thread::tell_taken(const std::vector<WorkflowItem>& batch) {
  for (const WorkflowItem& item : batch) {
    if (const auto* arrived = std::get_if<ArrivedTask>(&item)) lane_->links_.task_taken(arrived->polled);
  }
}

void WorkflowLane::Thread::arm_parking() {
  const CachedRun* oldest = handler_.cache().oldest_unparked();
  if (parking_armed_ || oldest == nullptr) return;
  parking_armed_ = true;
  Timers& timers = *context().timers;
  const Duration idle_for_a_second = oldest->last_used + std::chrono::seconds(1) - timers.now();
  timers.after(idle_for_a_second, [lane = lane_] { lane->put(ParkIdle{}); });
}

/// Asks for the first activities of this worker's queue to come with the answer, as many as there are slots
/// free, for which it keeps them. The engine in the process sees free slots itself.
int WorkflowLane::Thread::request_eager_activities(wire::RespondWorkflowTaskCompletedRequest& request) {
  constexpr int kMost = 3;  // as Temporal's SDKs: the others should be shared with other workers
  if (context().connection->in_process()) return 0;
  int reserved = 0;
  for (auto& command : *request.mutable_commands()) {
    if (reserved == kMost) break;
    if (!command.has_schedule_activity_task_command_attributes()) continue;
    auto& activity = *command.mutable_schedule_activity_task_command_attributes();
    const std::string& queue = activity.task_queue().name();
    const bool is_here = queue.empty() || queue == context().task_queue;
    if (!is_here || context().registry->find_activity(activity.activity_type().name()) == nullptr) continue;
    if (!lane_->links_.activities.reserve_slot()) break;
    activity.set_request_eager_execution(true);
    ++reserved;
  }
  return reserved;
}

void WorkflowLane::Thread::complete(const std::string& run_id,
                                    wire::RespondWorkflowTaskCompletedRequest request) {
  const auto in_flight = lane_->links_.in_flight;
  in_flight->enter();
  request.set_return_new_workflow_task(!lane_->draining_);
  if (!context().connection->takes_sdk_metadata()) request.clear_sdk_metadata();
  const int reserved = request_eager_activities(request);
  const auto too_large = report_if_too_large(context(), request);
  report<wire::RespondWorkflowTaskCompletedRequest, wire::RespondWorkflowTaskCompletedResponse>(
      context().connection, context().timers, &Connection::respond_workflow_task_completed,
      std::move(request),
      [lane = lane_, run_id, reserved, too_large](Result<wire::RespondWorkflowTaskCompletedResponse> answer) {
        if (too_large && !answer.ok() && answer.error().code == Code::kInvalidArgument)
          lane->links_.failures->report(*too_large, 1);
        const ActivitySide& activities = lane->links_.activities;
        if (reserved > 0) activities.release_slots(reserved);
        if (answer.ok()) {
          for (auto& task : *answer->mutable_activity_tasks()) activities.run(std::move(task));
        }
        if (!answer.ok() || answer->has_workflow_task())
          lane->put(CompletionAnswer{run_id, std::move(answer)});
        lane->links_.in_flight->leave();
      },
      {kCompletionLimit, true, context().stopping});
}

void WorkflowLane::Thread::answer_query(wire::RespondQueryTaskCompletedRequest request) {
  lane_->links_.in_flight->enter();
  call<wire::RespondQueryTaskCompletedRequest, wire::RespondQueryTaskCompletedResponse>(
      context().connection, context().timers, &Connection::respond_query_task_completed, std::move(request),
      [lane = lane_](const Result<wire::RespondQueryTaskCompletedResponse>&) {
        // Refused means that nobody waits for the answer any more.
        lane->links_.in_flight->leave();
      });
}

void WorkflowLane::Thread::fetch(std::shared_ptr<HistoryFetch> fetch) {
  lane_->links_.in_flight->enter();
  auto request = next_page_request(*fetch, context().options.namespace_name);
  call<wire::GetWorkflowExecutionHistoryRequest, wire::GetWorkflowExecutionHistoryResponse>(
      context().connection, context().timers, &Connection::get_workflow_execution_history, std::move(request),
      [lane = lane_, fetch = std::move(fetch)](Result<wire::GetWorkflowExecutionHistoryResponse> page) {
        lane->put(HistoryPage{fetch, std::move(page)});
        lane->links_.in_flight->leave();
      });
}

void WorkflowLane::Thread::begin_step(const WorkflowTask& task) {
  {
    const std::lock_guard lock(lane_->mutex_);
    lane_->current_ = &task;
    lane_->step_began_ = context().timers->now();
  }
  lane_->links_.step_begins();
}

bool WorkflowLane::Thread::end_step() {
  const std::lock_guard lock(lane_->mutex_);
  if (lane_->generation_ != generation_) return false;
  lane_->current_ = nullptr;
  return true;
}

WorkflowLane::WorkflowLane(Links links, RunCache::Limits limits)
    : links_(std::move(links)), limits_(limits) {}

void WorkflowLane::start() {
  const std::lock_guard lock(mutex_);
  spawn_locked();
}

void WorkflowLane::spawn_locked() {
  thread_ =
      std::thread([lane = shared_from_this(), generation = generation_] { Thread(lane, generation).run(); });
}

bool WorkflowLane::put(WorkflowItem&& item) {
  links_.in_flight->enter();
  if (inbox_.put(std::move(item))) return true;
  links_.in_flight->leave();
  return false;
}

void WorkflowLane::close() { inbox_.close(); }

void WorkflowLane::join() {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

bool WorkflowLane::is_in_step() {
  const std::lock_guard lock(mutex_);
  return current_ != nullptr;
}

std::optional<WorkflowLane::HeldStep> WorkflowLane::retire_held(Duration limit) {
  // Under the lock the thread cannot end: the end of its step needs it.
  const std::lock_guard lock(mutex_);
  if (current_ == nullptr || links_.context->timers->now() - step_began_ < limit) return std::nullopt;
  HeldStep held{ids_of(*current_), stack_of(thread_.native_handle(), links_.context->options.stack_signal)};
  current_ = nullptr;
  ++generation_;
  thread_.detach();
  spawn_locked();
  links_.in_flight->leave();
  return held;
}

}  // namespace skald::workers
