#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/commit_pipeline.h"
#include "engine/runtime/loader.h"
#include "engine/runtime/matching.h"
#include "engine/runtime/metrics.h"
#include "engine/runtime/namespaces.h"
#include "engine/runtime/options.h"
#include "engine/runtime/reaper.h"
#include "engine/runtime/shard.h"
#include "engine/store/store.h"

namespace skald::runtime {

/// A store with the threads that make it live: shards, commit thread, loaders, and matching between them.
class Engine {
 public:
  /// Recovers what the file holds and goes on with it: when this returns, requests are served and due timers
  /// fire.
  static Result<std::unique_ptr<Engine>> open(std::unique_ptr<store::Store> store, Options options);
  /// stop().
  ~Engine();

  /// Answers polls for tasks, those that come later too, and calls that wait for events. Before stop(), so
  /// that the answers can still be sent.
  void end_long_polls();
  /// Graceful: polls are answered, derived rows written, everything synced. Requests that come later are not
  /// answered. Idempotent.
  void stop();

  Shard& shard_of(const WorkflowKey& workflow);
  Shard& shard(std::size_t index) { return *shards_[index]; }
  Matching& matching() { return matching_; }
  Loader& loader() { return *loader_; }
  /// For what may take long (lists, counts): no run waits behind it.
  Loader& lists() { return *lists_; }
  CommitPipeline& pipeline() { return *pipeline_; }
  Namespaces& namespaces() { return *namespaces_; }
  Reaper& reaper() { return reaper_; }
  const Namespaces& namespaces() const { return *namespaces_; }
  const Options& options() const { return options_; }
  Metrics& metrics() { return metrics_; }
  const Metrics& metrics() const { return metrics_; }
  std::uint64_t incarnation() const { return store_->opened().incarnation; }

  /// Calls `done` when list and count on a reader show everything that happened before this call.
  void flush_visibility(std::function<void()> done);

  /// 32 random bytes that the file keeps under this name, made the first time that somebody asks. Blocks
  /// until they are durable.
  Result<std::string> secret(const std::string& name);
  /// See store::Store.
  Status note_address(const std::string& address) { return store_->note_address(address); }

  /// Makes every shard look at the clock. For clocks that are moved by hand.
  void wake();

 private:
  Engine(std::unique_ptr<store::Store> store, Options options);
  Status recover();

  const std::unique_ptr<store::Store> store_;
  const Options options_;
  Metrics metrics_;
  Matching matching_;
  std::unique_ptr<CommitPipeline> pipeline_;
  std::unique_ptr<Namespaces> namespaces_;
  std::unique_ptr<Loader> loader_;
  std::unique_ptr<Loader> lists_;
  Reaper reaper_{*this};
  std::vector<std::unique_ptr<Shard>> shards_;
  bool stopped_ = false;
};

}  // namespace skald::runtime
