#include "engine/service/execution_info.h"

#include "engine/api/time.h"
#include "engine/runtime/log_codec.h"

namespace skald::service {
namespace {

using Info = temporal::api::workflow::v1::WorkflowExecutionInfo;

google::protobuf::Timestamp timestamp(std::int64_t nanoseconds) {
  return api::to_timestamp(Time(Duration(nanoseconds)));
}

}  // namespace

Info execution_info(const core::RunState& state) {
  Info info = execution_info(runtime::visibility_of(state));
  const auto& started = state.started();
  if (!started.parent_workflow_namespace().empty()) {
    info.set_parent_namespace_id(started.parent_workflow_namespace_id());
    *info.mutable_parent_execution() = started.parent_workflow_execution();
  }
  if (started.has_root_workflow_execution())
    *info.mutable_root_execution() = started.root_workflow_execution();
  return info;
}

Info execution_info(const store::Visibility& row) {
  Info info;
  info.mutable_execution()->set_workflow_id(row.workflow_id);
  info.mutable_execution()->set_run_id(row.run_id);
  const bool is_root = row.root_workflow_id.empty();
  info.mutable_root_execution()->set_workflow_id(is_root ? row.workflow_id : row.root_workflow_id);
  info.mutable_root_execution()->set_run_id(is_root ? row.run_id : row.root_run_id);
  if (!is_root) {
    info.mutable_parent_execution()->set_workflow_id(row.parent_workflow_id);
    info.mutable_parent_execution()->set_run_id(row.parent_run_id);
  }
  info.mutable_type()->set_name(row.workflow_type);
  info.set_task_queue(row.task_queue);
  info.set_first_run_id(row.first_execution_run_id);
  info.set_status(static_cast<temporal::api::enums::v1::WorkflowExecutionStatus>(row.status));
  *info.mutable_start_time() = timestamp(row.start_time);
  *info.mutable_execution_time() = timestamp(row.execution_time);
  info.set_history_length(row.history_length);
  info.set_history_size_bytes(row.history_size_bytes);
  info.set_state_transition_count(row.state_transition_count);
  if (row.close_time != 0) {
    *info.mutable_close_time() = timestamp(row.close_time);
    *info.mutable_execution_duration() =
        api::to_duration_message(Duration(row.close_time - row.execution_time));
  }
  if (!row.memo.empty()) info.mutable_memo()->ParseFromString(row.memo);
  if (!row.search_attributes.empty())
    info.mutable_search_attributes()->ParseFromString(row.search_attributes);
  return info;
}

void leave_out_removed(const core::SearchAttributeTypes* types, Info& info) {
  if (types == nullptr || !info.has_search_attributes()) return;
  auto& fields = *info.mutable_search_attributes()->mutable_indexed_fields();
  for (auto field = fields.begin(); field != fields.end();) {
    const auto here = field++;
    if (!types->find(here->first)) fields.erase(here);
  }
}

Info listed_info(const store::Visibility& row) {
  Info info = execution_info(row);
  info.clear_first_run_id();
  info.mutable_memo();
  info.mutable_search_attributes();
  if (row.status == temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING) {
    info.clear_history_length();
    info.clear_history_size_bytes();
    info.clear_state_transition_count();
  }
  return info;
}

}  // namespace skald::service
