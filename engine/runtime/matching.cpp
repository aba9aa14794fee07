#include "engine/runtime/matching.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace skald::runtime {
namespace {

constexpr Duration kStickyPollerMemory = std::chrono::seconds(10);
constexpr Duration kPollerMemory = std::chrono::minutes(5);

}  // namespace

Matching::TaskId Matching::offer(const QueueKey& key, ReadyTask task) {
  std::optional<WaitingPoll> taker;
  TaskId id = 0;
  {
    std::lock_guard lock(mutex_);
    Queue& queue = queues_[key];
    if (queue.polls.empty() || !queue.limit.take(clock_.now())) {
      id = next_id_++;
      task.since = clock_.now();
      queue.tasks.emplace(id, std::move(task));
      return id;
    }
    taker = std::move(queue.polls.begin()->second);
    queue.polls.erase(queue.polls.begin());
  }
  taker->take(std::move(task));
  return 0;
}

void Matching::withdraw(const QueueKey& key, TaskId task) {
  std::lock_guard lock(mutex_);
  const auto found = queues_.find(key);
  if (found != queues_.end()) found->second.tasks.erase(task);
}

Matching::PollId Matching::poll(const QueueKey& key, WaitingPoll poll, const PollNote& note) {
  std::optional<ReadyTask> task;
  {
    std::lock_guard lock(mutex_);
    if (!shut_down_ && !is_shut_down(poll)) {
      Queue& queue = queues_[key];
      const Time now = clock_.now();
      note_poller(queue, poll, note, now);
      if (poll.tasks_per_second) queue.limit.set(*poll.tasks_per_second, now);
      if (queue.tasks.empty() || !queue.limit.take(now)) {
        const PollId id = next_id_++;
        queue.polls.emplace(id, std::move(poll));
        return id;
      }
      task = std::move(queue.tasks.begin()->second);
      queue.tasks.erase(queue.tasks.begin());
    }
  }
  if (task) {
    poll.take(*std::move(task));
  } else {
    poll.expire();
  }
  return 0;
}

void Matching::forget(const QueueKey& key, PollId poll) {
  std::optional<WaitingPoll> forgotten;  // outlives the lock: what it holds may call back when it goes
  std::lock_guard lock(mutex_);
  const auto queue = queues_.find(key);
  if (queue == queues_.end()) return;
  const auto found = queue->second.polls.find(poll);
  if (found == queue->second.polls.end()) return;
  forgotten = std::move(found->second);
  queue->second.polls.erase(found);
}

std::optional<Time> Matching::expire(Time now) {
  std::vector<WaitingPoll> expired;
  std::vector<std::pair<WaitingPoll, ReadyTask>> matched;
  std::optional<Time> next;
  {
    std::lock_guard lock(mutex_);
    for (auto& [key, queue] : queues_) {
      for (auto poll = queue.polls.begin(); poll != queue.polls.end();) {
        if (poll->second.deadline <= now) {
          expired.push_back(std::move(poll->second));
          poll = queue.polls.erase(poll);
        } else {
          if (!next || poll->second.deadline < *next) next = poll->second.deadline;
          ++poll;
        }
      }
      while (!queue.tasks.empty() && !queue.polls.empty()) {
        if (!queue.limit.take(now)) {
          next = std::min(next.value_or(queue.limit.next(now)), queue.limit.next(now));
          break;
        }
        matched.emplace_back(std::move(queue.polls.begin()->second), std::move(queue.tasks.begin()->second));
        queue.polls.erase(queue.polls.begin());
        queue.tasks.erase(queue.tasks.begin());
      }
    }
    // Sticky queues have the names of workers, which come and go.
    std::erase_if(queues_, [&](const auto& entry) {
      const Queue& queue = entry.second;
      return queue.tasks.empty() && queue.polls.empty() && now - queue.last_poll > kPollerMemory;
    });
  }
  for (WaitingPoll& poll : expired) poll.expire();
  for (auto& [poll, task] : matched) poll.take(std::move(task));
  return next;
}

void Matching::shut_down_worker(const std::string& namespace_name, const std::string& worker_key,
                                const std::string& sticky_queue) {
  std::vector<WaitingPoll> ended;
  std::vector<ReadyTask> moved;
  {
    std::lock_guard lock(mutex_);
    remember_shut_down(worker_key);
    for (auto& [key, queue] : queues_) {
      if (key.namespace_name != namespace_name || worker_key.empty()) continue;
      for (auto poll = queue.polls.begin(); poll != queue.polls.end();) {
        if (poll->second.worker_key != worker_key) {
          ++poll;
          continue;
        }
        ended.push_back(std::move(poll->second));
        poll = queue.polls.erase(poll);
      }
    }
    const auto sticky = queues_.find({namespace_name, sticky_queue, TaskKind::kWorkflow});
    if (!sticky_queue.empty() && sticky != queues_.end()) {
      for (auto& [id, task] : sticky->second.tasks) moved.push_back(std::move(task));
      for (auto& [id, poll] : sticky->second.polls) ended.push_back(std::move(poll));
      queues_.erase(sticky);
    }
  }
  for (WaitingPoll& poll : ended) poll.expire();
  for (ReadyTask& task : moved) {
    const QueueKey normal{namespace_name, task.normal_queue, TaskKind::kWorkflow};
    task.is_sticky = false;
    offer(normal, std::move(task));
  }
}

void Matching::shut_down() {
  std::vector<WaitingPoll> ended;
  {
    std::lock_guard lock(mutex_);
    shut_down_ = true;
    for (auto& [key, queue] : queues_) {
      for (auto& [id, poll] : queue.polls) ended.push_back(std::move(poll));
      queue.polls.clear();
    }
  }
  for (WaitingPoll& poll : ended) poll.expire();
}

bool Matching::is_polled(const QueueKey& key) {
  return is_polled_since(key, clock_.now() - kStickyPollerMemory);
}

bool Matching::is_polled_since(const QueueKey& key, Time time) {
  std::lock_guard lock(mutex_);
  const auto found = queues_.find(key);
  if (found == queues_.end()) return false;
  return !found->second.polls.empty() || found->second.last_poll >= time;
}

std::vector<Matching::PollerInfo> Matching::pollers(const QueueKey& key) {
  std::lock_guard lock(mutex_);
  std::vector<PollerInfo> result;
  const auto found = queues_.find(key);
  if (found == queues_.end()) return result;
  const Time now = clock_.now();
  for (const auto& [identity, info] : found->second.pollers) {
    if (now - info.last_access <= kPollerMemory) result.push_back(info);
  }
  return result;
}

std::size_t Matching::backlog(const QueueKey& key) {
  std::lock_guard lock(mutex_);
  const auto found = queues_.find(key);
  return found == queues_.end() ? 0 : found->second.tasks.size();
}

Matching::Backlog Matching::backlog_of(const QueueKey& key) {
  std::lock_guard lock(mutex_);
  const auto found = queues_.find(key);
  if (found == queues_.end() || found->second.tasks.empty()) return {};
  const auto& tasks = found->second.tasks;
  return {tasks.size(), clock_.now() - tasks.begin()->second.since};
}

std::vector<Matching::QueueFigures> Matching::figures() {
  std::map<std::tuple<std::string, std::string, TaskKind, bool>, QueueFigures> found;
  {
    std::lock_guard lock(mutex_);
    const Time now = clock_.now();
    for (const auto& [key, queue] : queues_) {
      if (queue.tasks.empty() && queue.polls.empty()) continue;
      const ReadyTask* oldest = queue.tasks.empty() ? nullptr : &queue.tasks.begin()->second;
      const bool is_sticky = !queue.normal_queue.empty() || (oldest != nullptr && oldest->is_sticky);
      const std::string& normal =
          queue.normal_queue.empty() && is_sticky ? oldest->normal_queue : queue.normal_queue;
      const std::string& name = is_sticky ? normal : key.name;
      QueueFigures& figures = found[{key.namespace_name, name, key.kind, is_sticky}];
      figures = {key.namespace_name, name, key.kind, is_sticky, figures.backlog, figures.polls};
      figures.polls += queue.polls.size();
      figures.backlog.count += queue.tasks.size();
      if (oldest != nullptr) figures.backlog.age = std::max(figures.backlog.age, now - oldest->since);
    }
  }
  std::vector<QueueFigures> result;
  for (auto& [key, figures] : found) result.push_back(std::move(figures));
  return result;
}

// A poll that was on its way, or had a task that was not ready any more, comes after its worker has gone.
bool Matching::is_shut_down(const WaitingPoll& poll) const {
  return !poll.worker_key.empty() && gone_workers_.count(poll.worker_key) != 0;
}

void Matching::remember_shut_down(const std::string& worker_key) {
  constexpr std::size_t kMost = 10'000;
  if (worker_key.empty()) return;
  const Time now = clock_.now();
  std::erase_if(gone_workers_, [&](const auto& entry) { return now - entry.second > kPollerMemory; });
  if (gone_workers_.size() < kMost) gone_workers_[worker_key] = now;
}

void Matching::note_poller(Queue& queue, const WaitingPoll& poll, const PollNote& note, Time now) {
  queue.last_poll = now;
  if (queue.normal_queue.empty()) queue.normal_queue = note.normal_queue;
  if (queue.pollers.size() > 1000) {
    std::erase_if(queue.pollers,
                  [&](const auto& entry) { return now - entry.second.last_access > kPollerMemory; });
  }
  queue.pollers[poll.poller.identity] = {poll.poller.identity, now,
                                         poll.poller.build_id, poll.poller.uses_versioning,
                                         note.deployment,      poll.tasks_per_second};
}

}  // namespace skald::runtime
