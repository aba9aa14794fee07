#include "workers/local_workers.h"

namespace skald::workers {

void LocalWorkers::add(const std::shared_ptr<FirstTaskTaker>& worker) {
  const std::lock_guard lock(mutex_);
  std::erase_if(workers_, [](const auto& each) { return each.expired(); });
  workers_.push_back(worker);
}

std::shared_ptr<FirstTaskTaker> LocalWorkers::reserve(const wire::StartWorkflowExecutionRequest& request) {
  std::vector<std::shared_ptr<FirstTaskTaker>> workers;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& each : workers_) {
      if (auto worker = each.lock()) workers.push_back(std::move(worker));
    }
  }
  for (auto& worker : workers) {
    if (worker->reserve(request)) return std::move(worker);
  }
  return nullptr;
}

}  // namespace skald::workers
