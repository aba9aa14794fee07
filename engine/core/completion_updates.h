#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/update.h"

namespace skald::core {

/// The messages that a completion brings, and what becomes of updates by them: each message counts once, at
/// the place of the command that names it or after all commands.
class CompletionUpdates {
 public:
  using Messages = google::protobuf::RepeatedPtrField<protocol::Message>;

  CompletionUpdates(const RunState& state, const AdmittedUpdates& admitted, const Messages& messages)
      : state_(state), admitted_(admitted), messages_(messages), is_taken_(messages.size(), false) {}

  /// The message of this id, once; null if there is none.
  const protocol::Message* take(const std::string& id);
  /// The first message that nobody has taken; null if there is none.
  const protocol::Message* take_next();

  enum class Stage { kUnknown, kAdmitted, kSent, kAccepted, kCompleted, kRejected };
  struct Progress {
    Stage stage = Stage::kUnknown;
    /// What was asked; null if the run's state alone knows the update.
    const update::Request* request = nullptr;
    std::int64_t accepted_event_id = 0;
  };
  Progress progress(const std::string& id) const;
  void accepted(const std::string& id, std::int64_t event_id) { here_[id] = {Stage::kAccepted, event_id}; }
  void completed(const std::string& id) { here_[id] = {Stage::kCompleted, 0}; }
  void rejected(const std::string& id, const Failure& failure);

  /// Rejects what the worker had and did not answer.
  void reject_unanswered();
  /// An update waits that no worker has got.
  bool has_unsent() const;
  std::vector<RejectedUpdate> take_rejected() { return std::move(rejected_); }

 private:
  struct Here {
    Stage stage;
    std::int64_t accepted_event_id;
  };

  const RunState& state_;
  const AdmittedUpdates& admitted_;
  const Messages& messages_;
  std::vector<bool> is_taken_;
  std::map<std::string, Here> here_;
  std::vector<RejectedUpdate> rejected_;
};

}  // namespace skald::core
