#include "tools/cli/workflow_signal_with_start.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <memory>

#include "tools/cli/connection_call.h"
#include "tools/cli/json_input.h"
#include "tools/cli/target.h"
#include "tools/cli/workflow_start.h"

namespace skald::cli {
namespace {

using Request = workers::wire::SignalWithStartWorkflowExecutionRequest;

struct Options {
  TargetOptions target;
  StartFlags start;
  std::string signal;
  std::vector<std::string> signal_input;
};

ExitCode run(const Options& options) {
  auto request = start_request<Request>(options.target, options.start);
  if (!request) return fail(request.error().message, ExitCode::kUsage);
  auto input = json_payloads(options.signal_input);
  if (!input) return fail(input.error().message, ExitCode::kUsage);
  request->set_signal_name(options.signal);
  if (input->payloads_size() > 0) *request->mutable_signal_input() = *std::move(input);
  auto target = Target::open(options.target, MissingFile::kMake);
  if (!target) return fail(target.error());
  auto answer = call(**target, &workers::Connection::signal_with_start_workflow_execution, *request);
  if (!answer) return fail(answer.error(), options.target);
  if (options.target.json) {
    const boost::json::value text = {
        {"workflowId", request->workflow_id()}, {"runId", answer->run_id()}, {"started", answer->started()}};
    std::printf("%s\n", boost::json::serialize(text).c_str());
  } else {
    std::printf("%s %s, run %s\n", answer->started() ? "started and signaled" : "signaled",
                request->workflow_id().c_str(), answer->run_id().c_str());
  }
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_signal_with_start(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax =
      workflow.command("signal-with-start", "Signal a workflow; start it first if it does not run");
  add_target_options(syntax, options->target);
  add_start_flags(syntax, options->start);
  syntax.option("--signal-name", options->signal, "the signal's name").required().value_name("NAME");
  syntax.option("--signal-input", options->signal_input, "an argument of the signal, as JSON; once for each")
      .value_name("JSON")
      .named_for_each_value();
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
