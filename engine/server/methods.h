#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/server/access.h"
#include "engine/service/service.h"

namespace skald::server {

class Call;

/// Reads the call's request, checks that the caller may, asks the service; the answer goes to the call.
using Serve = void (*)(service::Service&, const std::shared_ptr<Call>&);

/// One RPC: a line in the table of its gRPC service.
struct Method {
  std::string name;
  Access access = Access::kAdmin;
  /// Null: this version does not have it; callers get Unimplemented.
  Serve serve = nullptr;
};

struct MethodTable {
  /// "temporal.api.workflowservice.v1.WorkflowService"
  std::string service;
  std::vector<Method> methods;
};

/// Every method of Temporal's services has exactly one line here; a test compares them with the descriptors.
const MethodTable& workflow_service_methods();
const MethodTable& operator_service_methods();

/// A method that this version does not have.
inline Method absent(std::string name, Access access) { return {std::move(name), access, nullptr}; }

}  // namespace skald::server
