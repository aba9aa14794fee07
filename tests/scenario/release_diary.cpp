#include "tests/scenario/release_diary.h"

#include <stdexcept>

#include "tests/scenario/event_names.h"

namespace skald::tests {
namespace {

namespace wire = temporal::api::workflowservice::v1;
namespace enums = temporal::api::enums::v1;
using durability::Fact;

// Looking at an image opens an engine on it: the first ones are looked at, and then one in so many.
constexpr std::size_t kAllOfTheFirst = 32;
constexpr std::size_t kOneIn = 16;

bool is_of_a_task(enums::EventType type) {
  return type == enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED || type == enums::EVENT_TYPE_WORKFLOW_TASK_STARTED;
}

// Who looks at the images asks in one namespace.
template <class Request>
bool is_asked_about(const Request& request) {
  return request.namespace_() == "default";
}

}  // namespace

void ReleaseDiary::note(Fact fact) {
  std::lock_guard lock(mutex_);
  if (++count_ > kAllOfTheFirst && count_ % kOneIn != 0) return;
  auto image = std::make_unique<store::TemporaryFolder>();
  disk_.write_synced_image(image->path());
  told_.push_back({std::move(fact), std::move(image)});
}

void ReleaseDiary::check() {
  std::vector<Told> told;
  {
    std::lock_guard lock(mutex_);
    told.swap(told_);
  }
  std::string sentences;
  for (const Told& each : told) {
    for (const std::string& sentence : durability::contradictions(each.image->file(file_), {each.fact}))
      sentences += "released, and not in the synced image: " + sentence + "\n";
  }
  if (!sentences.empty()) throw std::logic_error(sentences);
}

void ReleaseDiary::note_reply(const wire::StartWorkflowExecutionRequest& request,
                              const wire::StartWorkflowExecutionResponse& response) {
  if (!is_asked_about(request)) return;
  {
    std::lock_guard lock(mutex_);
    if (response.started())
      std::erase_if(signals_, [&](const auto& entry) { return entry.first.first == request.workflow_id(); });
  }
  note({Fact::Kind::kStarted, {request.workflow_id(), response.run_id()}});
}

void ReleaseDiary::note_reply(const wire::SignalWorkflowExecutionRequest& request,
                              const wire::SignalWorkflowExecutionResponse&) {
  if (!is_asked_about(request)) return;
  if (!request.request_id().empty()) return;  // it may be a repetition
  const auto& execution = request.workflow_execution();
  int count = 0;
  {
    std::lock_guard lock(mutex_);
    count = ++signals_[{execution.workflow_id(), request.signal_name()}];
  }
  note({Fact::Kind::kSignalledSoOften,
        {execution.workflow_id(), execution.run_id(), request.signal_name(), std::to_string(count)}});
}

void ReleaseDiary::note_reply(const wire::RequestCancelWorkflowExecutionRequest& request,
                              const wire::RequestCancelWorkflowExecutionResponse&) {
  if (!is_asked_about(request)) return;
  const auto& execution = request.workflow_execution();
  note({Fact::Kind::kCancelRequested, {execution.workflow_id(), execution.run_id()}});
}

void ReleaseDiary::note_reply(const wire::TerminateWorkflowExecutionRequest& request,
                              const wire::TerminateWorkflowExecutionResponse&) {
  if (!is_asked_about(request)) return;
  const auto& execution = request.workflow_execution();
  note({Fact::Kind::kTerminated, {execution.workflow_id(), execution.run_id()}});
}

void ReleaseDiary::note_reply(const wire::GetWorkflowExecutionHistoryRequest& request,
                              const wire::GetWorkflowExecutionHistoryResponse& response) {
  if (!is_asked_about(request)) return;
  const auto& events = response.history().events();
  // Those of a task that goes on need not be recorded.
  int count = events.size();
  while (count > 0 && is_of_a_task(events[count - 1].event_type())) --count;
  if (count == 0) return;
  std::vector<std::string> words{request.execution().workflow_id(), request.execution().run_id()};
  if (events[0].event_id() == 1) {
    for (int i = 0; i < count; ++i) words.push_back(name_of(events[i]));
    return note({Fact::Kind::kRead, std::move(words)});
  }
  words.push_back(std::to_string(events[count - 1].event_id()) + " " + name_of(events[count - 1]));
  note({Fact::Kind::kClosed, std::move(words)});
}

void ReleaseDiary::note_reply(const wire::PollActivityTaskQueueRequest& request,
                              const wire::PollActivityTaskQueueResponse& task) {
  if (task.task_token().empty() || !is_asked_about(request)) return;
  note({Fact::Kind::kActivityBegan,
        {task.workflow_execution().workflow_id(), task.workflow_execution().run_id(), task.activity_id(),
         std::to_string(task.attempt())}});
}

}  // namespace skald::tests
