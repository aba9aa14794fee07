#include "engine/core/completion_updates.h"

#include <algorithm>

#include "engine/core/failures.h"

namespace skald::core {
namespace {

Failure unprocessed() {
  return server_made_failure(
      "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not "
      "supported by the worker.",
      "UnprocessedUpdate");
}

}  // namespace

const protocol::Message* CompletionUpdates::take(const std::string& id) {
  for (int i = 0; i < messages_.size(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    if (is_taken_[place] || messages_[i].id() != id) continue;
    is_taken_[place] = true;
    return &messages_[i];
  }
  return nullptr;
}

const protocol::Message* CompletionUpdates::take_next() {
  const auto next = std::find(is_taken_.begin(), is_taken_.end(), false);
  if (next == is_taken_.end()) return nullptr;
  *next = true;
  return &messages_[static_cast<int>(next - is_taken_.begin())];
}

CompletionUpdates::Progress CompletionUpdates::progress(const std::string& id) const {
  Progress progress;
  const AdmittedUpdate* admitted = find_update(admitted_, id);
  if (admitted != nullptr) {
    progress.request = &admitted->request;
    progress.stage = admitted->sent_after ? Stage::kSent : Stage::kAdmitted;
  } else if (const auto known = state_.updates().find(id); known != state_.updates().end()) {
    progress.accepted_event_id = known->second.accepted_event_id();
    progress.stage = known->second.completed_event_id() == 0 ? Stage::kAccepted : Stage::kCompleted;
  }
  if (const auto here = here_.find(id); here != here_.end()) {
    progress.stage = here->second.stage;
    progress.accepted_event_id = here->second.accepted_event_id;
  }
  return progress;
}

void CompletionUpdates::rejected(const std::string& id, const Failure& failure) {
  here_[id] = {Stage::kRejected, 0};
  rejected_.push_back({id, failure});
}

void CompletionUpdates::reject_unanswered() {
  for (const AdmittedUpdate& update : admitted_) {
    if (update.sent_after && !here_.contains(update.id())) rejected(update.id(), unprocessed());
  }
}

bool CompletionUpdates::has_unsent() const {
  return std::any_of(admitted_.begin(), admitted_.end(), [this](const AdmittedUpdate& update) {
    return !update.sent_after && !here_.contains(update.id());
  });
}

}  // namespace skald::core
