#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/runtime/run.h"

namespace skald::runtime {

/// A run that nobody uses, as bytes: a fifth of what it takes as messages. Only for runs whose derived rows
/// are written, so that it may be forgotten at any time.
struct PackedRun {
  struct Batch {
    store::Seq seq = 0;
    store::Seq prev = 0;
    std::string transition;
  };
  RunKey key;
  store::RunNumber number = 0;
  store::Seq last = 0;
  std::uint32_t rows_in_log = 0;
  std::string snapshot;
  std::vector<Batch> tail;

  /// What it takes in memory.
  std::size_t bytes() const;
};

PackedRun pack(const Run& run);
/// The run as it was, without what a shard keeps of it: offers, deadlines, its place in lists.
std::unique_ptr<Run> unpack(const PackedRun& packed);

/// Packed runs of a shard, each the newest of its workflow id; the one that was packed first goes first.
class PackedRuns {
 public:
  void put(PackedRun run);
  /// Takes the run out. An empty run id means whichever run of the workflow id is here.
  std::optional<PackedRun> take(const RunKey& key);
  /// Forgets the oldest until the others take at most so many bytes. How many were forgotten.
  std::size_t shrink(std::size_t bytes);

  std::size_t bytes() const { return bytes_; }

 private:
  using Runs = std::list<PackedRun>;
  struct KeyHash {
    std::size_t operator()(const WorkflowKey* key) const { return WorkflowKeyHash()(*key); }
  };
  struct SameKey {
    bool operator()(const WorkflowKey* a, const WorkflowKey* b) const { return *a == *b; }
  };

  Runs runs_;  // oldest first
  /// The keys lie in the runs.
  std::unordered_map<const WorkflowKey*, Runs::iterator, KeyHash, SameKey> places_;
  std::size_t bytes_ = 0;
};

}  // namespace skald::runtime
