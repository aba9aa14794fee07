#include "workers/workflow_log.h"

#include <string>

#include "skald/log.h"
#include "workers/log.h"

namespace skald::workers {

void connect_workflow_log() {
  skald::detail::set_log_sink(
      [](LogLevel level, const skald::detail::WorkflowInfo& workflow, std::string_view message) {
        if (!is_logged(level)) return;
        log(level, message,
            {{"namespace", workflow.namespace_name},
             {"workflow", workflow.workflow_id},
             {"run", workflow.run_id},
             {"type", workflow.workflow_type},
             {"task_queue", workflow.task_queue},
             {"attempt", std::to_string(workflow.attempt)}});
      });
}

}  // namespace skald::workers
