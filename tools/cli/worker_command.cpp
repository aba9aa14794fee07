#include "tools/cli/worker_command.h"

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "skald/engine.h"
#include "skald/worker.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/library_file.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/target.h"

namespace skald::cli {

namespace {

struct Options {
  TargetOptions target;
  std::string library;
  std::string task_queue;
  bool accept_data_loss = false;
};

/// A worker may start before its server: it waits for it, until it is told to end.
Target on_patient_server(const TargetOptions& options, const StopSignals& stop) {
  ConnectOptions patient = connect_options(options);
  patient.patience = std::chrono::hours(24 * 365);
  patient.gives_up = [&stop] { return stop.has_come(); };
  return Target::on_server(options, patient);
}

Result<Target> open_place(const Options& options, const StopSignals& stop) {
  if (options.target.is_remote()) return on_patient_server(options.target, stop);
  EngineOptions engine_options;
  engine_options.accept_data_loss = options.accept_data_loss;
  return Target::open(options.target, MissingFile::kMake, engine_options);
}

/// A server lets a worker poll in a namespace that is not there, for ever and in vain.
Status check_namespace(const Target& target, const std::string& name) {
  workers::wire::DescribeNamespaceRequest request;
  request.set_namespace_(name);
  const auto answer = call(*target, &workers::Connection::describe_namespace, std::move(request));
  return answer.ok() || answer.error().code != Code::kNotFound ? Status() : answer.error();
}

ExitCode work(const Options& options, StopSignals& stop) {
  Registry registry = open_library(options.library);
  const std::size_t workflows = registry.workflow_names().size();
  const std::size_t activities = registry.activity_names().size();
  auto target = open_place(options, stop);
  if (!target) return fail(target.error());
  const Status known = check_namespace(*target, options.target.namespace_name);
  if (!known.ok()) return fail(known.error(), options.target);
  WorkerOptions worker_options;
  worker_options.namespace_name = options.target.namespace_name;
  worker_options.stack_signal = SIGRTMAX - 3;
  Worker worker(target->connection(), options.task_queue, worker_options);
  worker.add(std::move(registry));
  worker.start();
  std::fprintf(
      stderr, "skald: %zu workflows and %zu activities on the task queue %s of %s; Ctrl-C ends it in order\n",
      workflows, activities, options.task_queue.c_str(), (**target).target().c_str());
  stop.wait();
  std::fprintf(stderr, "skald: stopping; again: at once\n");
  worker.stop();
  target->connection()->shut_down();
  return ExitCode::kOk;
}

ExitCode run(const Options& options) {
  StopSignals stop;
  try {
    return work(options, stop);
  } catch (const ConnectError&) {
    if (!stop.has_come()) throw;
    std::fprintf(stderr, "skald: stopped before a server answered\n");
    return ExitCode::kOk;
  }
}

}  // namespace

void add_worker(Syntax program, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = program.command(
      "worker", "Run the workflows and activities of a library, on a database file or a server");
  syntax.option("--library", options->library, "a shared object made with SKALD_WORKFLOWS")
      .required()
      .value_name("FILE");
  syntax.option("-t,--task-queue", options->task_queue, "the queue to listen to")
      .required()
      .not_empty()
      .value_name("NAME");
  add_place_options(syntax, options->target);
  syntax.flag("--accept-data-loss", options->accept_data_loss,
              "go on although commits are missing from the file (SKALD1005)");
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
