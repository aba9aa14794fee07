#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/runtime/keys.h"
#include "engine/store/store.h"

namespace skald::runtime {

class Engine;
class Shard;

/// Deletes what need not be kept: closed runs whose retention is over, and everything of namespaces that
/// were deleted. A few runs at a time; their shards see to it that nobody uses them any more.
class Reaper {
 public:
  explicit Reaper(Engine& engine) : engine_(engine) {}

  /// Looks for runs to delete if it is time. Called now and then, on the thread of shard 0.
  void tick(Time now);
  /// Looks at once, whatever the time. Any thread.
  void look_soon();

 private:
  struct Victim {
    RunKey key;
    store::RunNumber number = 0;
    bool is_closed = false;
  };
  struct Found {
    std::vector<Victim> victims;
    /// Ids of deleted namespaces of which nothing is left.
    std::vector<std::string> empty_namespaces;
    bool has_remains = false;
  };

  Result<Found> look(store::Reader& reader, Time now) const;
  void erase(const Found& found);
  void erase(Shard& shard, const Victim& victim, std::function<void(bool)> done);
  void erase_remains();
  void finish(bool has_more);

  Engine& engine_;
  std::atomic<bool> is_busy_{false};
  std::atomic<bool> is_due_{true};
  // Of shard 0's thread:
  Time next_look_;
};

}  // namespace skald::runtime
