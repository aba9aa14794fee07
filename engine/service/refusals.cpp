#include "engine/service/refusals.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "engine/base/ids.h"

namespace skald::service {
namespace {

template <class Detail>
std::string packed(const Detail& detail) {
  google::protobuf::Any any;
  any.PackFrom(detail);
  return any.SerializeAsString();
}

}  // namespace

Error run_not_found(const runtime::RunKey& key) {
  const std::string detail = packed(temporal::api::errordetails::v1::NotFoundFailure());
  if (key.run_id.empty()) {
    return Error{Code::kNotFound, "workflow not found for ID: " + key.workflow.workflow_id, detail};
  }
  return Error{Code::kNotFound,
               "workflow execution not found for workflow ID \"" + key.workflow.workflow_id +
                   "\" and run ID \"" + key.run_id + "\"",
               detail};
}

Status check_namespace(const std::string& name) {
  if (name == kDefaultNamespace) return {};
  if (name.empty()) return Error{Code::kInvalidArgument, "Namespace is empty.", {}};
  temporal::api::errordetails::v1::NamespaceNotFoundFailure detail;
  detail.set_namespace_(name);
  return Error{Code::kNotFound, "Namespace " + name + " is not found.", packed(detail)};
}

Status check_execution(const std::string& namespace_name, const std::string& workflow_id,
                       const std::string& run_id, const core::Limits& limits) {
  SKALD_TRY(check_namespace(namespace_name));
  if (workflow_id.empty()) return Error{Code::kInvalidArgument, "WorkflowId is not set on request.", {}};
  if (workflow_id.size() > limits.id_bytes) {
    return Error{Code::kInvalidArgument,
                 "WorkflowId exceeds maximum allowed length (" + std::to_string(workflow_id.size()) + "/" +
                     std::to_string(limits.id_bytes) + ")",
                 {}};
  }
  if (!run_id.empty() && !is_uuid(run_id)) return Error{Code::kInvalidArgument, "Invalid RunId.", {}};
  return {};
}

Status check_disk(const runtime::Engine& engine) {
  if (!engine.metrics().disk_full.load(std::memory_order_relaxed)) return {};
  return Error{Code::kResourceExhausted,
               "SKALD1003: the disk is full; nothing can be written until there is space. What was "
               "acknowledged is safe.",
               {}};
}

}  // namespace skald::service
