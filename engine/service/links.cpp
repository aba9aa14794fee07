#include "engine/service/links.h"

namespace skald::service {
namespace {

using temporal::api::common::v1::Link;
namespace enums = temporal::api::enums::v1;

Link link_to(const runtime::RunKey& key) {
  Link link;
  auto& event = *link.mutable_workflow_event();
  event.set_namespace_(key.workflow.namespace_name);
  event.set_workflow_id(key.workflow.workflow_id);
  event.set_run_id(key.run_id);
  return link;
}

}  // namespace

Link link_to_start(const runtime::RunKey& key) {
  Link link = link_to(key);
  auto& event = *link.mutable_workflow_event()->mutable_event_ref();
  event.set_event_id(1);
  event.set_event_type(enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
  return link;
}

Link link_to_request(const runtime::RunKey& key, const std::string& request_id, enums::EventType type) {
  Link link = link_to(key);
  auto& request = *link.mutable_workflow_event()->mutable_request_id_ref();
  request.set_request_id(request_id);
  request.set_event_type(type);
  return link;
}

Link link_of_start(const runtime::Run& run, const std::string& request_id) {
  if (!run.state.requests_attached().contains(request_id)) return link_to_start(run.key);
  return link_to_request(run.key, request_id, enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED);
}

}  // namespace skald::service
