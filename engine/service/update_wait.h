#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/service/service.h"

namespace skald::service {

/// How far an update has come.
struct UpdateNews {
  temporal::api::enums::v1::UpdateWorkflowExecutionLifecycleStage stage{};
  /// Set when it is completed or rejected.
  std::optional<temporal::api::update::v1::Outcome> outcome;
};

struct UpdateWait {
  runtime::Engine& engine;
  runtime::RunKey key;  // with its run id
  std::string update_id;
  temporal::api::enums::v1::UpdateWorkflowExecutionLifecycleStage wanted{};
  /// When this has passed, the news are what they are.
  Duration at_most{};
  Reply<UpdateNews> reply;
};

/// Answers when the update has come as far as wanted, or has ended, or time is up; and what it says is
/// durable. On the run's shard.
void wait_for_update(runtime::Shard& shard, runtime::Run& run, UpdateWait wait);

}  // namespace skald::service
