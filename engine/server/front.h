#pragma once

#include <string>
#include <unordered_map>

#include "engine/server/call.h"
#include "engine/server/health.h"
#include "engine/server/methods.h"

namespace skald::server {

/// Takes every call of every service and finds its line in the method tables.
class Front {
 public:
  explicit Front(const CallParts& parts);

  /// Any thread of the StreamServer.
  Stream* take(std::unique_ptr<StreamContext> context);

  Health& health() { return health_; }

 private:
  std::string unknown(const std::string& path) const;

  const CallParts& parts_;
  Health health_;
  /// By path: "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo".
  std::unordered_map<std::string, const Method*> methods_;
};

}  // namespace skald::server
