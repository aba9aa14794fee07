#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "dsl/replay/workflow_run.h"
#include "workers/timers.h"

namespace skald::workers {

struct CachedRun {
  std::string run_id;
  std::unique_ptr<replay::WorkflowRun> run;
  std::size_t bytes = 0;
  Timers::TimePoint last_used;
};

/// The runs that one thread keeps between their tasks, least recently used first out. Not thread-safe.
class RunCache {
 public:
  struct Limits {
    std::size_t runs = 0;
    std::size_t bytes = 0;
  };
  explicit RunCache(Limits limits) : limits_(limits) {}

  /// Null if it is not here.
  CachedRun* find(const std::string& run_id);
  CachedRun& put(std::string run_id, std::unique_ptr<replay::WorkflowRun> run);
  /// After a task: measures the run and evicts the oldest others while a limit is passed.
  void keep(CachedRun& run, Timers::TimePoint now);
  void evict(const std::string& run_id);

  /// Parks up to `most` runs that have not been used since `since`, oldest first.
  void park_idle(Timers::TimePoint since, std::size_t most);
  /// The oldest run that was used and not parked since; null: none.
  const CachedRun* oldest_unparked() const;

  std::size_t size() const { return places_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  using Runs = std::list<CachedRun>;

  void erase(Runs::iterator place);
  void measure(CachedRun& run);

  Limits limits_;
  /// Oldest first:  [ parked … | first_unparked_ … most recent ]
  Runs runs_;
  Runs::iterator first_unparked_ = runs_.end();
  std::unordered_map<std::string, Runs::iterator> places_;
  std::size_t bytes_ = 0;
};

}  // namespace skald::workers
