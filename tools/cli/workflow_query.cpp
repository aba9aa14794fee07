#include "tools/cli/workflow_query.h"

#include <cstdio>
#include <memory>

#include "tools/cli/connection_call.h"
#include "tools/cli/json_input.h"
#include "tools/cli/target.h"
#include "tools/history/history_json.h"
#include "tools/history/payload_text.h"

namespace skald::cli {
namespace {

struct Options {
  TargetOptions target;
  RunOptions run;
  std::string name;
  std::vector<std::string> input;
};

ExitCode run(const Options& options) {
  auto input = json_payloads(options.input);
  if (!input) return fail(input.error().message, ExitCode::kUsage);
  workers::wire::QueryWorkflowRequest request;
  request.set_namespace_(options.target.namespace_name);
  request.mutable_execution()->set_workflow_id(options.run.workflow_id);
  request.mutable_execution()->set_run_id(options.run.run_id);
  request.mutable_query()->set_query_type(options.name);
  if (input->payloads_size() > 0) *request.mutable_query()->mutable_query_args() = *std::move(input);
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  auto answer = call(**target, &workers::Connection::query_workflow, std::move(request));
  if (!answer && answer.error().code == Code::kDeadlineExceeded) {
    return fail(answer.error().message +
                "; does a worker for the workflow's task queue run? `skald task-queue describe`");
  }
  if (!answer) return fail(answer.error(), options.target);
  const std::string text = options.target.json ? history::message_to_json(*answer)
                                               : history::payloads_text(answer->query_result()) + "\n";
  std::fputs(text.c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_query(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command("query", "Ask a workflow's code something; needs its worker");
  add_target_options(syntax, options->target, TargetKind::kServerOnly);
  add_run_options(syntax, options->run);
  syntax.option("--name", options->name, "the query; __stack_trace: where the code stands")
      .required()
      .value_name("NAME");
  syntax.option("-i,--input", options->input, "an argument, as JSON; once for each")
      .value_name("JSON")
      .named_for_each_value();
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
