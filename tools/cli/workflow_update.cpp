#include "tools/cli/workflow_update.h"

#include <cstdio>
#include <memory>

#include "engine/base/ids.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/json_input.h"
#include "tools/cli/target.h"
#include "tools/history/history_json.h"
#include "tools/history/payload_text.h"

namespace skald::cli {
namespace {

namespace enums = temporal::api::enums::v1;
namespace wire = temporal::api::workflowservice::v1;
using Outcome = temporal::api::update::v1::Outcome;
using workers::Connection;

struct Options {
  TargetOptions target;
  RunOptions run;
  std::string name;
  std::string update_id;
  std::vector<std::string> input;
};

/// The server waits for a worker for a while; then it is asked again.
Result<Outcome> wait_for_outcome(Connection& connection, const Options& options,
                                 wire::UpdateWorkflowExecutionResponse started) {
  if (started.has_outcome()) return started.outcome();
  wire::PollWorkflowExecutionUpdateRequest request;
  request.set_namespace_(options.target.namespace_name);
  request.set_identity(cli_identity());
  *request.mutable_update_ref() = started.update_ref();
  request.mutable_wait_policy()->set_lifecycle_stage(
      enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  while (true) {
    auto answer = call(connection, &Connection::poll_workflow_execution_update, request);
    if (!answer) return std::move(answer).error();
    if (answer->has_outcome()) return answer->outcome();
  }
}

ExitCode print(const Outcome& outcome, const Options& options) {
  if (options.target.json) {
    std::fputs(history::message_to_json(outcome).c_str(), stdout);
    return outcome.has_failure() ? ExitCode::kFailed : ExitCode::kOk;
  }
  if (outcome.has_failure())
    return fail("update " + options.update_id + " failed: " + history::failure_text(outcome.failure()));
  std::printf("%s\n", history::payloads_text(outcome.success()).c_str());
  return ExitCode::kOk;
}

ExitCode run(const Options& options) {
  auto input = json_payloads(options.input);
  if (!input) return fail(input.error().message, ExitCode::kUsage);
  wire::UpdateWorkflowExecutionRequest request;
  request.set_namespace_(options.target.namespace_name);
  request.mutable_workflow_execution()->set_workflow_id(options.run.workflow_id);
  request.mutable_workflow_execution()->set_run_id(options.run.run_id);
  request.mutable_wait_policy()->set_lifecycle_stage(
      enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  request.mutable_request()->mutable_meta()->set_update_id(options.update_id);
  request.mutable_request()->mutable_meta()->set_identity(cli_identity());
  request.mutable_request()->mutable_input()->set_name(options.name);
  if (input->payloads_size() > 0)
    *request.mutable_request()->mutable_input()->mutable_args() = *std::move(input);
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  auto started = call(**target, &Connection::update_workflow_execution, request);
  if (!started) return fail(started.error(), options.target);
  auto outcome = wait_for_outcome(**target, options, *std::move(started));
  return outcome.ok() ? print(*outcome, options) : fail(outcome.error(), options.target);
}

}  // namespace

void add_workflow_update(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax =
      workflow.command("update", "Change a running workflow through its code, and wait for what comes of it");
  add_target_options(syntax, options->target, TargetKind::kServerOnly);
  add_run_options(syntax, options->run);
  syntax.option("--name", options->name, "the update's name").required().value_name("NAME");
  syntax
      .option("--update-id", options->update_id,
              "the same id again is the same update (default: a random one)")
      .value_name("ID");
  syntax.option("-i,--input", options->input, "an argument, as JSON; once for each")
      .value_name("JSON")
      .named_for_each_value();
  set_command(syntax, options->target, command, [options] {
    if (options->update_id.empty()) options->update_id = random_uuid();
    return run(*options);
  });
}

}  // namespace skald::cli
