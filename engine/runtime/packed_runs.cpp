#include "engine/runtime/packed_runs.h"

#include <utility>

#include "engine/api/stored_message.h"
#include "engine/base/assert.h"
#include "engine/core/snapshot.h"

namespace skald::runtime {
namespace {

// What an entry takes beside the strings' own memory: nodes, hash table.
constexpr std::size_t kEntryOverhead = 96;

}  // namespace

std::size_t PackedRun::bytes() const {
  std::size_t bytes = sizeof(PackedRun) + kEntryOverhead + key.workflow.namespace_name.capacity() +
                      key.workflow.workflow_id.capacity() + key.run_id.capacity() + snapshot.capacity();
  for (const Batch& batch : tail) bytes += sizeof(Batch) + batch.transition.capacity();
  return bytes;
}

PackedRun pack(const Run& run) {
  PackedRun packed{.key = run.key,
                   .number = run.number,
                   .last = run.last,
                   .rows_in_log = run.rows_in_log,
                   .snapshot = core::to_snapshot(run.state),
                   .tail = {}};
  packed.tail.reserve(run.tail.size());
  for (const TailBatch& batch : run.tail) {
    packed.tail.push_back({batch.seq, batch.prev, batch.transition->SerializeAsString()});
  }
  return packed;
}

std::unique_ptr<Run> unpack(const PackedRun& packed) {
  Result<core::RunState> state = core::from_snapshot(packed.snapshot);
  SKALD_ASSERT(state.ok());
  auto run = std::make_unique<Run>();
  run->state = std::move(*state);
  run->number = packed.number;
  run->last = packed.last;
  run->covered = packed.last;
  run->rows_in_log = packed.rows_in_log;
  run->tail.reserve(packed.tail.size());
  for (const PackedRun::Batch& batch : packed.tail) {
    auto transition = std::make_shared<core::Transition>();
    const bool is_whole = api::parse_stored(batch.transition, *transition);
    SKALD_ASSERT(is_whole);
    run->add_to_tail(batch.seq, batch.prev, std::move(transition), batch.transition.size());
  }
  run->counted_bytes = run->estimate_bytes(packed.snapshot.size());
  return run;
}

void PackedRuns::put(PackedRun run) {
  const auto place = runs_.insert(runs_.end(), std::move(run));
  bytes_ += place->bytes();
  const bool is_new = places_.emplace(&place->key.workflow, place).second;
  SKALD_ASSERT(is_new);
}

std::optional<PackedRun> PackedRuns::take(const RunKey& key) {
  const auto found = places_.find(&key.workflow);
  if (found == places_.end()) return std::nullopt;
  const Runs::iterator place = found->second;
  if (!key.run_id.empty() && key.run_id != place->key.run_id) return std::nullopt;
  bytes_ -= place->bytes();
  places_.erase(found);
  PackedRun run = std::move(*place);
  runs_.erase(place);
  return run;
}

std::size_t PackedRuns::shrink(std::size_t bytes) {
  std::size_t forgotten = 0;
  for (; bytes_ > bytes; ++forgotten) {
    bytes_ -= runs_.front().bytes();
    places_.erase(&runs_.front().key.workflow);
    runs_.pop_front();
  }
  return forgotten;
}

}  // namespace skald::runtime
