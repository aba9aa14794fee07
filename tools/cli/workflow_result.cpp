#include "tools/cli/workflow_result.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <memory>

#include "dsl/replay/payload_conversion.h"
#include "skald/detail/client_core.h"
#include "skald/errors.h"
#include "tools/cli/remote_runs.h"
#include "tools/cli/target.h"
#include "tools/history/payload_text.h"

namespace skald::cli {
namespace {

namespace json = boost::json;

struct Options {
  TargetOptions target;
  RunOptions run;
};

/// While this command holds the file nobody works on the workflow.
Status check_has_ended(Target& target, const Options& options) {
  auto description = RemoteRuns(*target).describe(run_name(options.target, options.run));
  if (!description) return std::move(description).error();
  if (description->workflow_execution_info().has_close_time()) return {};
  return Error{Code::kFailedPrecondition,
               "workflow " + options.run.workflow_id + " has not ended, and no worker runs on " +
                   options.target.file + " while this command reads it",
               {}};
}

void print(const Payload& payload, const Options& options) {
  temporal::api::common::v1::Payload message;
  replay::to_message(payload, message);
  const std::string text = history::payload_text(message);
  if (!options.target.json) {
    std::printf("%s\n", text.c_str());
    return;
  }
  json::error_code not_json;
  json::value result = json::parse(message.data(), not_json);
  if (not_json) result = text;
  std::printf("%s\n", json::serialize(json::value{{"status", "completed"}, {"result", result}}).c_str());
}

ExitCode print_failure(const WorkflowError& error, const Options& options) {
  if (!options.target.json) return fail(error.chain());
  const json::value text = {{"status", "failed"}, {"failure", error.chain()}};
  std::printf("%s\n", json::serialize(text).c_str());
  return ExitCode::kFailed;
}

ExitCode run(const Options& options) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  if (!options.target.is_remote()) {
    if (const Status ended = check_has_ended(*target, options); !ended.ok()) return fail(ended.error());
  }
  const auto client =
      detail::ClientCore::make(target->connection(), {.namespace_name = options.target.namespace_name});
  try {
    print(client->result({options.run.workflow_id, options.run.run_id})->get().payload, options);
    return ExitCode::kOk;
  } catch (const WorkflowError& error) {
    return print_failure(error, options);
  }
}

}  // namespace

void add_workflow_result(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command("result", "Wait for a workflow's end, and print what it returned");
  add_target_options(syntax, options->target);
  add_run_options(syntax, options->run);
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
