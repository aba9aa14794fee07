#include "tools/cli/workflow_start.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <map>
#include <memory>

#include "engine/api/time.h"
#include "engine/base/ids.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/duration_option.h"
#include "tools/cli/json_input.h"
#include "tools/cli/target.h"

namespace skald::cli {

namespace enums = temporal::api::enums::v1;
namespace wire = temporal::api::workflowservice::v1;

namespace {

struct Options {
  TargetOptions target;
  StartFlags flags;
};

const std::map<std::string, enums::WorkflowIdReusePolicy>& reuse_policies() {
  static const std::map<std::string, enums::WorkflowIdReusePolicy> policies = {
      {"allow", enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE},
      {"failed-only", enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY},
      {"reject", enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE}};
  return policies;
}

const std::map<std::string, enums::WorkflowIdConflictPolicy>& conflict_policies() {
  static const std::map<std::string, enums::WorkflowIdConflictPolicy> policies = {
      {"fail", enums::WORKFLOW_ID_CONFLICT_POLICY_FAIL},
      {"use-existing", enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING},
      {"terminate-existing", enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING}};
  return policies;
}

ExitCode run(const Options& options) {
  auto request = start_request<wire::StartWorkflowExecutionRequest>(options.target, options.flags);
  if (!request) return fail(request.error().message, ExitCode::kUsage);
  auto target = Target::open(options.target, MissingFile::kMake);
  if (!target) return fail(target.error());
  auto answer = call(**target, &workers::Connection::start_workflow_execution, *request);
  if (!answer) return fail(answer.error(), options.target);
  if (options.target.json) {
    const boost::json::value text = {{"workflowId", request->workflow_id()},
                                     {"runId", answer->run_id()},
                                     {"type", options.flags.type},
                                     {"namespace", options.target.namespace_name},
                                     {"taskQueue", options.flags.task_queue},
                                     {"started", answer->started()}};
    std::printf("%s\n", boost::json::serialize(text).c_str());
  } else {
    std::printf("%s %s, run %s\n",
                answer->started() ? "started" : "is running already:", request->workflow_id().c_str(),
                answer->run_id().c_str());
  }
  return ExitCode::kOk;
}

void add_timeout(Syntax syntax, const char* name, Duration& timeout, const char* text) {
  syntax
      .option(
          name,
          [&timeout, name](const std::string& given) {
            const auto parsed = parse_duration(given);
            if (!parsed)
              throw CommandLineError(std::string(name) + ": '" + given +
                                     "' is no length of time such as 500ms, 30s, 5m, 2h or 7d");
            timeout = *parsed;
          },
          text)
      .value_name("TIME");
}

}  // namespace

template <class Request>
Result<Request> start_request(const TargetOptions& target, const StartFlags& flags) {
  auto input = json_payloads(flags.input);
  if (!input) return std::move(input).error();
  Request request;
  request.set_namespace_(target.namespace_name);
  request.set_workflow_id(flags.workflow_id.empty() ? random_uuid() : flags.workflow_id);
  request.mutable_workflow_type()->set_name(flags.type);
  request.mutable_task_queue()->set_name(flags.task_queue);
  if (input->payloads_size() > 0) *request.mutable_input() = *std::move(input);
  request.set_identity(cli_identity());
  request.set_request_id(random_uuid());
  request.set_workflow_id_reuse_policy(reuse_policies().at(flags.reuse));
  if (!flags.conflict.empty())
    request.set_workflow_id_conflict_policy(conflict_policies().at(flags.conflict));
  if (flags.execution_timeout.count() > 0)
    *request.mutable_workflow_execution_timeout() = api::to_duration_message(flags.execution_timeout);
  if (flags.run_timeout.count() > 0)
    *request.mutable_workflow_run_timeout() = api::to_duration_message(flags.run_timeout);
  return request;
}

template Result<wire::StartWorkflowExecutionRequest> start_request(const TargetOptions&, const StartFlags&);
template Result<wire::SignalWithStartWorkflowExecutionRequest> start_request(const TargetOptions&,
                                                                             const StartFlags&);

void add_start_flags(Syntax syntax, StartFlags& flags) {
  syntax.option("--type", flags.type, "the workflow's name").required().not_empty().value_name("NAME");
  syntax.option("-t,--task-queue", flags.task_queue, "where its workers listen")
      .required()
      .not_empty()
      .value_name("NAME");
  syntax.option("-w,--workflow-id,workflow_id", flags.workflow_id, "default: a random one")
      .not_empty()
      .value_name("ID");
  syntax.option("-i,--input", flags.input, "an argument, as JSON; once for each")
      .value_name("JSON")
      .named_for_each_value();
  syntax
      .option("--id-reuse-policy", flags.reuse,
              "may the id of an ended workflow be used again (default: allow)")
      .one_of({"allow", "failed-only", "reject"})
      .value_name("allow|failed-only|reject");
  syntax.option("--id-conflict-policy", flags.conflict, "what if one with the id runs (default: fail)")
      .one_of({"fail", "use-existing", "terminate-existing"})
      .value_name("fail|use-existing|terminate-existing");
  add_timeout(syntax, "--execution-timeout", flags.execution_timeout, "of all runs together");
  add_timeout(syntax, "--run-timeout", flags.run_timeout, "of one run");
}

void add_workflow_start(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command("start", "Start a workflow; makes the file if there is none");
  add_target_options(syntax, options->target);
  add_start_flags(syntax, options->flags);
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
