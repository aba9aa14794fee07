#include "skald/worker.h"

#include <utility>

#include "skald/errors.h"
#include "workers/worker_core.h"

namespace skald {

struct Worker::State {
  detail::ConnectionSource source;
  std::string task_queue;
  WorkerOptions options;
  std::shared_ptr<Registry> registry = std::make_shared<Registry>();
  std::unique_ptr<workers::WorkerCore> core = {};
};

Worker::Worker(detail::ConnectionSource source, std::string task_queue, WorkerOptions options)
    : state_(std::make_unique<State>(State{std::move(source), std::move(task_queue), std::move(options)})) {
  // Refuses wrong options now, where they were written.
  workers::make_context(state_->source.connection(), nullptr, nullptr, state_->task_queue, state_->options);
}

Worker::~Worker() = default;
Worker::Worker(Worker&&) noexcept = default;
Worker& Worker::operator=(Worker&&) noexcept = default;

Registry& Worker::registry() {
  if (state_->core != nullptr)
    throw UsageError("the worker has started: add workflows and activities before");
  return *state_->registry;
}

void Worker::add(Registry registry) { this->registry().add_all(std::move(registry)); }

void Worker::start() {
  if (state_->core != nullptr) throw UsageError("the worker was started before");
  if (state_->registry->workflow_names().empty() && state_->registry->activity_names().empty()) {
    throw UsageError("the worker on task queue " + state_->task_queue +
                     " has no workflows and no activities");
  }
  state_->core = std::make_unique<workers::WorkerCore>(
      workers::make_context(state_->source.connection(), std::make_shared<workers::TimerThread>(),
                            state_->registry, state_->task_queue, state_->options));
  state_->core->start();
}

void Worker::stop() {
  if (state_->core != nullptr) state_->core->stop();
}

void Worker::run() {
  if (state_->core == nullptr) start();
  state_->core->wait();
}

}  // namespace skald
