#include <iterator>
#include <utility>

#include "engine/runtime/shard.h"

/// Deleting runs: ended if need be, taken out of memory when nobody needs them, then deleted in the file.
namespace skald::runtime {
namespace {

core::wire::TerminateWorkflowExecutionRequest end_for_deletion() {
  core::wire::TerminateWorkflowExecutionRequest request;
  request.set_reason("Delete workflow execution");
  request.set_identity("history-service");
  return request;
}

}  // namespace

void Shard::erase(store::RunNumber number, std::function<void(bool)> done) {
  dying_.push_back({number, std::move(done)});
}

void Shard::erase_dying() {
  if (dying_.empty()) return;
  std::vector<Dying> still;
  for (Dying& each : std::exchange(dying_, {})) {
    if (!try_erase(each)) still.push_back(std::move(each));
  }
  dying_.insert(dying_.end(), std::make_move_iterator(still.begin()), std::make_move_iterator(still.end()));
}

/// False: something still needs the run.
bool Shard::try_erase(Dying& dying) {
  const auto found = runs_.find(dying.number);
  if (found == runs_.end()) {
    erase_in_file(dying);
    return true;
  }
  Run& run = *found->second;
  if (run.quarantine) {
    dying.done(false);  // a damaged run is left to who repairs the file
    return true;
  }
  if (run.is_open()) {
    Result<core::Decision> end = core::decide_terminate(run.state, end_for_deletion(), context());
    if (end.ok()) commit(run, std::move(*end));
    return false;
  }
  if (!is_droppable(run)) return false;
  drop(run);
  erase_in_file(dying);
  return true;
}

void Shard::erase_in_file(Dying& dying) {
  const store::RunNumber number = dying.number;
  // Asked a second time before the first is durable: erasing what is gone does nothing, and takes as long.
  erased_.insert(number);
  parts_.pipeline.chore({.write = [number](store::Writer& writer) { return writer.erase(number); },
                         .done =
                             [this, number, done = std::move(dying.done)] {
                               post([number](Shard& shard) { shard.erased_.erase(number); });
                               done(true);
                             }});
}

}  // namespace skald::runtime
