#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <string>
#include <unordered_map>

#include "engine/server/call.h"
#include "engine/server/methods.h"

namespace skald::server {

/// Takes every call of every service and finds its line in the method tables.
class Front final : public grpc::CallbackGenericService {
 public:
  explicit Front(const CallParts& parts);

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;

  /// From now on those who ask for our health hear that we do not serve.
  void note_stopping() { is_stopping_ = true; }

 private:
  std::string unknown(const std::string& path) const;

  const CallParts& parts_;
  std::atomic<bool> is_stopping_{false};
  /// By path: "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo".
  std::unordered_map<std::string, const Method*> methods_;
};

}  // namespace skald::server
