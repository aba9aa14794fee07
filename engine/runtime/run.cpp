#include "engine/runtime/run.h"

#include <string>
#include <utility>

namespace skald::runtime {
namespace {

constexpr std::size_t kLongestTail = 512 * 1024;
// What a run costs beside its snapshot: the objects around it, maps, lists.
constexpr std::size_t kRunOverhead = 2048;
constexpr std::size_t kObjectsPerByte = 3;
// The same of a batch of the tail, and of its events.
constexpr std::size_t kBatchOverhead = 200;
constexpr std::size_t kBytesPerEventByte = 5;

}  // namespace

std::int64_t Run::tail_first_event_id() const {
  for (const TailBatch& batch : tail) {
    if (batch.transition->events_size() > 0) return batch.transition->events(0).event_id();
  }
  return state.next_event_id();
}

std::size_t Run::estimate_bytes(std::size_t snapshot_bytes) const {
  return snapshot_bytes * kObjectsPerByte + kRunOverhead + tail_bytes;
}

void Run::add_to_tail(store::Seq seq, store::Seq prev, std::shared_ptr<const core::Transition> transition,
                      std::size_t event_bytes) {
  const std::size_t bytes = kBatchOverhead + event_bytes * kBytesPerEventByte;
  tail.push_back({seq, prev, std::move(transition), bytes});
  tail_bytes += bytes;
}

void Run::trim_tail(store::Seq seq) {
  std::size_t drop = 0;
  while (drop < tail.size() && tail[drop].seq <= seq) {
    const core::Transition& transition = *tail[drop].transition;
    const int count = transition.events_size();
    // A worker that has the run cached asks for what follows its last started task. It gets that from the
    // file if nobody took a task for so long that it has become much.
    const bool is_long = tail_bytes > kLongestTail;
    if (!is_long && count > 0 && transition.events(count - 1).event_id() > state.previous_started_event_id())
      break;
    tail_bytes -= tail[drop].bytes;
    ++drop;
  }
  tail.erase(tail.begin(), tail.begin() + static_cast<std::ptrdiff_t>(drop));
}

Error set_aside_error(const Run& run, const Error& damage) {
  static const std::string kNumber = "SKALD1002: ";
  if (!run.state.damage().empty()) return {Code::kDataLoss, run.state.damage(), {}};
  const std::string what =
      damage.message.rfind(kNumber, 0) == 0 ? damage.message.substr(kNumber.size()) : damage.message;
  return {Code::kDataLoss,
          kNumber + "workflow " + run.key.workflow.workflow_id + " is set aside, it is damaged: " + what +
              (run.state.has_started() ? "; it can be terminated" : ""),
          {}};
}

}  // namespace skald::runtime
