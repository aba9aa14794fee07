#include "tools/cli/workflow_requests.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <memory>

#include "engine/base/ids.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/json_input.h"
#include "tools/cli/target.h"

namespace skald::cli {

namespace wire = temporal::api::workflowservice::v1;

namespace {

struct Options {
  TargetOptions target;
  RunOptions run;
  std::string name;
  std::vector<std::string> input;
  std::string reason;
};

template <class Request>
Request request_for(const Options& options) {
  Request request;
  request.set_namespace_(options.target.namespace_name);
  request.mutable_workflow_execution()->set_workflow_id(options.run.workflow_id);
  request.mutable_workflow_execution()->set_run_id(options.run.run_id);
  request.set_identity(cli_identity());
  return request;
}

/// Opens the target, sends the request and says that it is durable.
template <class Request, class Response>
ExitCode send(const Options& options, void (workers::Connection::*rpc)(Request, workers::Reply<Response>),
              Request request, const char* done) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  auto answer = call(**target, rpc, std::move(request));
  if (!answer) return fail(answer.error(), options.target);
  if (options.target.json) {
    const boost::json::value text = {{"workflowId", options.run.workflow_id}, {"done", done}};
    std::printf("%s\n", boost::json::serialize(text).c_str());
  } else {
    std::printf("%s %s\n", done, options.run.workflow_id.c_str());
  }
  return ExitCode::kOk;
}

ExitCode signal(const Options& options) {
  auto input = json_payloads(options.input);
  if (!input) return fail(input.error().message, ExitCode::kUsage);
  auto request = request_for<wire::SignalWorkflowExecutionRequest>(options);
  request.set_signal_name(options.name);
  request.set_request_id(random_uuid());
  if (input->payloads_size() > 0) *request.mutable_input() = *std::move(input);
  return send(options, &workers::Connection::signal_workflow_execution, std::move(request), "signaled");
}

ExitCode cancel(const Options& options) {
  auto request = request_for<wire::RequestCancelWorkflowExecutionRequest>(options);
  request.set_reason(options.reason);
  request.set_request_id(random_uuid());
  return send(options, &workers::Connection::request_cancel_workflow_execution, std::move(request),
              "cancel requested of");
}

ExitCode terminate(const Options& options) {
  auto request = request_for<wire::TerminateWorkflowExecutionRequest>(options);
  request.set_reason(options.reason);
  return send(options, &workers::Connection::terminate_workflow_execution, std::move(request), "terminated");
}

Syntax add_request(Syntax workflow, const char* name, const char* text, ExitCode (*run)(const Options&),
                   Command& command, const std::shared_ptr<Options>& options) {
  Syntax syntax = workflow.command(name, text);
  add_target_options(syntax, options->target);
  add_run_options(syntax, options->run);
  set_command(syntax, options->target, command, [options, run] { return run(*options); });
  return syntax;
}

}  // namespace

void add_workflow_signal(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = add_request(workflow, "signal", "Send a signal to a workflow", &signal, command, options);
  syntax.option("--name", options->name, "the signal's name").required().value_name("NAME");
  syntax.option("-i,--input", options->input, "an argument, as JSON; once for each")
      .value_name("JSON")
      .named_for_each_value();
}

void add_workflow_cancel(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = add_request(workflow, "cancel", "Ask a workflow to end; it may clean up first", &cancel,
                              command, options);
  syntax.option("--reason", options->reason, "for the history").value_name("TEXT");
}

void add_workflow_terminate(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = add_request(workflow, "terminate", "End a workflow at once; its code does not run any more",
                              &terminate, command, options);
  syntax.option("--reason", options->reason, "for the history").value_name("TEXT");
}

}  // namespace skald::cli
