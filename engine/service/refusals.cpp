#include "engine/service/refusals.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "engine/base/ids.h"
#include "engine/core/refusal.h"
#include "engine/core/search_attribute_types.h"

namespace skald::service {
namespace {

template <class Detail>
std::string packed(const Detail& detail) {
  google::protobuf::Any any;
  any.PackFrom(detail);
  return any.SerializeAsString();
}

/// The id as a text may hold it: whole if it could be one (ids have 1,000 bytes at most), and short enough
/// for the header that brings the text to a client.
std::string named(const std::string& id) {
  constexpr std::size_t kMost = 2'000;
  return id.size() <= kMost ? id : id.substr(0, kMost) + "…";
}

}  // namespace

Error run_not_found(const runtime::RunKey& key) {
  const std::string detail = packed(temporal::api::errordetails::v1::NotFoundFailure());
  if (key.run_id.empty()) {
    return Error{Code::kNotFound, "workflow not found for ID: " + named(key.workflow.workflow_id), detail};
  }
  return Error{Code::kNotFound,
               "workflow execution not found for workflow ID \"" + named(key.workflow.workflow_id) +
                   "\" and run ID \"" + key.run_id + "\"",
               detail};
}

Status check_namespace(const runtime::Engine& engine, const std::string& name) {
  if (name.empty()) return Error{Code::kInvalidArgument, "Namespace is empty.", {}};
  if (engine.namespaces().find(name) != nullptr) return {};
  if (name.size() > engine.options().limits.id_bytes)
    return core::invalid_argument("Namespace length exceeds limit.");
  return namespace_not_found(name);
}

Error namespace_not_found(const std::string& name) {
  temporal::api::errordetails::v1::NamespaceNotFoundFailure detail;
  detail.set_namespace_(name);
  return Error{Code::kNotFound, "Namespace " + name + " is not found.", packed(detail)};
}

Status check_execution(const runtime::Engine& engine, const std::string& namespace_name,
                       const std::string& workflow_id, const std::string& run_id) {
  SKALD_TRY(check_namespace(engine, namespace_name));
  if (workflow_id.empty()) return Error{Code::kInvalidArgument, "WorkflowId is not set on request.", {}};
  if (!run_id.empty() && !is_uuid(run_id)) return Error{Code::kInvalidArgument, "Invalid RunId.", {}};
  return {};
}

Result<temporal::api::common::v1::SearchAttributes> attributes_of_new_run(
    const runtime::Engine& engine, const std::string& namespace_name,
    const temporal::api::common::v1::SearchAttributes& attributes) {
  const auto types = engine.namespaces().search_attributes(namespace_name);
  auto checked = core::checked_search_attributes(attributes, types.get(), namespace_name);
  if (!checked) return core::invalid_argument(checked.error().message);
  return core::without_empty(*std::move(checked));
}

Status check_disk(const runtime::Engine& engine) {
  if (!engine.metrics().disk_full.load(std::memory_order_relaxed)) return {};
  return Error{Code::kResourceExhausted,
               "SKALD1003: the disk is full; nothing can be written until there is space. What was "
               "acknowledged is safe.",
               {}};
}

Status check_build_id(const std::string& build_id) {
  constexpr std::size_t kLongest = 255;
  if (build_id.size() <= kLongest) return {};
  return Error{Code::kInvalidArgument,
               "Build ID exceeds configured limit.workerBuildIdSize, use a shorter build ID.",
               {}};
}

}  // namespace skald::service
