#pragma once

#include <map>
#include <mutex>
#include <string>

#include "skald/detail/activity_context.h"
#include "workers/activity_attempt.h"

namespace skald::workers {

/// What the code of an activity sees of its attempt. Made from the task when it is first asked for: most
/// activities never ask.
class AttemptContext final : public skald::detail::ActivityContext {
 public:
  /// `attempt` must outlive the context.
  explicit AttemptContext(ActivityAttempt& attempt) : attempt_(attempt) {}

  const ActivityInfo& info() const override;
  void heartbeat(Payloads details) override { attempt_.heartbeat(std::move(details)); }
  const Payloads& heartbeat_details() const override;
  bool is_cancelled() const override;
  const std::map<std::string, Payload>& header() const override;

 private:
  ActivityAttempt& attempt_;
  mutable std::once_flag info_made_;
  mutable ActivityInfo info_;
  mutable std::once_flag details_made_;
  mutable Payloads heartbeat_details_;
  mutable std::once_flag header_made_;
  mutable std::map<std::string, Payload> header_;
};

}  // namespace skald::workers
