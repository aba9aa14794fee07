#include "dsl/replay/history_steps.h"

namespace skald::replay {

namespace enums = ::temporal::api::enums::v1;

HistorySteps::HistorySteps(const temporal::api::history::v1::History& history, std::int64_t last_event_id,
                           bool task_at_hand)
    : history_(history), task_at_hand_(task_at_hand) {
  while (position_ < history_.events_size() && history_.events(position_).event_id() <= last_event_id) {
    ++position_;
  }
}

std::optional<Step> HistorySteps::next() {
  if (position_ >= history_.events_size()) return std::nullopt;
  Step step{position_, history_.events_size(), false, true};
  for (int i = position_; i < history_.events_size(); ++i) {
    if (!concludes(i)) continue;
    step.end = i + 1;
    step.runs_code = true;
    break;
  }
  step.replaying = !(task_at_hand_ && step.end == history_.events_size());
  position_ = step.end;
  return step;
}

bool HistorySteps::concludes(int index) const {
  if (history_.events(index).event_type() != enums::EVENT_TYPE_WORKFLOW_TASK_STARTED) return false;
  if (index + 1 == history_.events_size()) return task_at_hand_;
  return history_.events(index + 1).event_type() == enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
}

}  // namespace skald::replay
