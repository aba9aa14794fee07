#include "tools/cli/replay_runs.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "dsl/replay/workflow_run.h"

namespace skald::cli {

using temporal::api::history::v1::History;

namespace {

constexpr std::size_t kQueued = 256;

/// Runs on their way from the thread that lists them to those that replay them; the former waits when it is
/// far ahead.
class Queue {
 public:
  void put(StoredRun run) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return runs_.size() < kQueued; });
    runs_.push_back(std::move(run));
    changed_.notify_all();
  }
  /// Nothing: the last one was taken.
  std::optional<StoredRun> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !runs_.empty() || closed_; });
    if (runs_.empty()) return std::nullopt;
    StoredRun run = std::move(runs_.front());
    runs_.pop_front();
    changed_.notify_all();
    return run;
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<StoredRun> runs_;
  bool closed_ = false;
};

void add(ReplaySummary&& part, ReplaySummary& whole) {
  whole.runs += part.runs;
  whole.events += part.events;
  std::move(part.diverged.begin(), part.diverged.end(), std::back_inserter(whole.diverged));
  std::move(part.not_replayed.begin(), part.not_replayed.end(), std::back_inserter(whole.not_replayed));
}

/// Threads finish in any order; reports come in one.
void sort(ReplaySummary& summary) {
  const auto by_name = [](const ReplayProblem& a, const ReplayProblem& b) {
    return std::tie(a.workflow_id, a.run_id) < std::tie(b.workflow_id, b.run_id);
  };
  std::sort(summary.diverged.begin(), summary.diverged.end(), by_name);
  std::sort(summary.not_replayed.begin(), summary.not_replayed.end(), by_name);
}

ReplaySummary replay_one(store::Reader& reader, const StoredRun& run, const Registry& registry) {
  ReplaySummary part;
  const auto history = read_history(reader, run);
  if (history.ok()) {
    replay(*history, run.visibility.namespace_name, registry, part);
  } else {
    part.runs = 1;
    part.not_replayed.push_back(
        {run.visibility.workflow_id, run.visibility.run_id, 0, history.error().message, ""});
  }
  return part;
}

}  // namespace

void replay(const History& history, const std::string& namespace_name, const Registry& registry,
            ReplaySummary& summary) {
  const auto& started = history.events(0).workflow_execution_started_event_attributes();
  ++summary.runs;
  summary.events += history.events_size();
  const auto* definition = registry.find_workflow(started.workflow_type().name());
  if (definition == nullptr) {
    summary.not_replayed.push_back({started.workflow_id(), started.original_execution_run_id(), 0,
                                    registry.unknown_workflow(started.workflow_type().name()), ""});
    return;
  }
  auto divergence =
      replay::replay_history(history, *definition,
                             {namespace_name, started.workflow_id(), started.original_execution_run_id(),
                              started.task_queue().name()});
  if (!divergence) return;
  summary.diverged.push_back({started.workflow_id(), started.original_execution_run_id(),
                              divergence->event_id, std::move(divergence->summary),
                              std::move(divergence->report)});
}

Result<ReplaySummary> replay_stored(
    const std::string& file, const Registry& registry,
    const std::function<Status(const std::function<void(const StoredRun&)>&)>& produce,
    const std::function<void(std::int64_t)>& progress) {
  const unsigned count = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::unique_ptr<store::Reader>> readers;
  for (unsigned i = 0; i < count; ++i) {
    auto reader = store::open_sqlite_reader(file);
    if (!reader) return std::move(reader).error();
    readers.push_back(*std::move(reader));
  }
  Queue queue;
  std::mutex mutex;
  ReplaySummary summary;
  std::vector<std::thread> threads;
  for (const auto& reader : readers) {
    threads.emplace_back([&] {
      while (auto run = queue.take()) {
        ReplaySummary part = replay_one(*reader, *run, registry);
        std::lock_guard lock(mutex);
        add(std::move(part), summary);
      }
    });
  }
  const Status produced = produce([&](const StoredRun& run) {
    queue.put(run);
    std::int64_t through = 0;
    {
      std::lock_guard lock(mutex);
      through = summary.runs;
    }
    progress(through);
  });
  queue.close();
  for (std::thread& thread : threads) thread.join();
  if (!produced.ok()) return produced.error();
  sort(summary);
  return summary;
}

}  // namespace skald::cli
