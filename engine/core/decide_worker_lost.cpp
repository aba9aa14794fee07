#include <algorithm>
#include <utility>
#include <vector>

#include "engine/core/activity.h"
#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

constexpr char kProcessEnded[] = "activity StartToClose timeout: the process that ran it ended";

// In the order in which they were scheduled.
std::vector<const ActivityState*> lost_activities(const RunState& state, std::uint64_t incarnation) {
  std::vector<const ActivityState*> lost;
  for (const auto& [id, activity] : state.activities()) {
    const bool is_in_process = activity.has_started_time() && activity.incarnation() != 0;
    if (is_in_process && activity.incarnation() != incarnation) lost.push_back(&activity);
  }
  std::sort(lost.begin(), lost.end(), [](const ActivityState* left, const ActivityState* right) {
    return left->scheduled_event_id() < right->scheduled_event_id();
  });
  return lost;
}

}  // namespace

Decision decide_worker_lost(const RunState& state, const Context& context) {
  if (is_closed(state)) return {};
  Draft draft(state, context);
  // They arrived before the crash, so before the results of this moment.
  bool has_news = !draft.is_buffering() && draft.flush();
  const std::int64_t first = draft.next_event_id();
  for (const ActivityState* activity : lost_activities(state, context.incarnation)) {
    time_out_attempt(draft, *activity, enums::TIMEOUT_TYPE_START_TO_CLOSE, kProcessEnded);
  }
  has_news = has_news || draft.next_event_id() != first;
  if (has_news) need_workflow_task(draft, DuringBackoff::kWait);
  return {finish(std::move(draft)), {}, {}};
}

}  // namespace skald::core
