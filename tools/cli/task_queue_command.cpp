#include "tools/cli/task_queue_command.h"

#include <temporal/api/enums/v1/task_queue.pb.h>

#include <array>
#include <cstdio>
#include <memory>

#include "engine/api/time.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/run_text.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"

namespace skald::cli {
namespace {

namespace enums = temporal::api::enums::v1;
namespace wire = temporal::api::workflowservice::v1;

struct Options {
  TargetOptions target;
  std::string name;
};

/// What waits in a queue, and for which kind of work.
struct Side {
  const char* kind;
  enums::TaskQueueType type;
  wire::DescribeTaskQueueResponse answer;
};

Status ask(workers::Connection& connection, const Options& options, Side& side) {
  wire::DescribeTaskQueueRequest request;
  request.set_namespace_(options.target.namespace_name);
  request.mutable_task_queue()->set_name(options.name);
  request.set_task_queue_type(side.type);
  request.set_report_stats(true);
  auto answer = call(connection, &workers::Connection::describe_task_queue, std::move(request));
  if (!answer) return std::move(answer).error();
  side.answer = *std::move(answer);
  return {};
}

std::string backlogs(const std::array<Side, 2>& sides) {
  std::string text;
  for (const Side& side : sides) {
    const auto waiting = side.answer.stats().approximate_backlog_count();
    text += labelled_line(side.kind, std::to_string(waiting) + " waiting");
  }
  return text;
}

std::string pollers(const std::array<Side, 2>& sides) {
  const Time now = Clock::system().now();
  std::vector<std::vector<Cell>> rows;
  for (const Side& side : sides) {
    for (const auto& poller : side.answer.pollers()) {
      rows.push_back({{history::printable(poller.identity())},
                      {side.kind},
                      {distance_text(api::to_time(poller.last_access_time()), now)}});
    }
  }
  if (rows.empty()) return "\nno worker has asked this queue for work in the last minutes\n";
  const Terminal terminal = standard_output();
  return "\n" +
         table({{"worker", 12}, {"takes", 10}, {"last poll", 10}}, rows, terminal.width, terminal.colours);
}

ExitCode run(const Options& options) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  std::array<Side, 2> sides = {Side{"workflow tasks", enums::TASK_QUEUE_TYPE_WORKFLOW, {}},
                               Side{"activities", enums::TASK_QUEUE_TYPE_ACTIVITY, {}}};
  for (Side& side : sides) {
    if (const Status asked = ask(**target, options, side); !asked.ok())
      return fail(asked.error(), options.target);
  }
  if (options.target.json) {
    std::string workflow = history::message_to_json(sides[0].answer);
    std::string activity = history::message_to_json(sides[1].answer);
    workflow.pop_back();
    activity.pop_back();
    std::printf("{\"workflow\": %s,\n\"activity\": %s}\n", workflow.c_str(), activity.c_str());
    return ExitCode::kOk;
  }
  std::fputs((backlogs(sides) + pollers(sides)).c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace

void add_task_queue(Syntax program, Command& command) {
  Syntax syntax = program.command("task-queue", "The task queues of a server");
  syntax.needs_command();
  auto options = std::make_shared<Options>();
  Syntax describe = syntax.command("describe", "Who works on a queue, and how much waits there");
  add_target_options(describe, options->target, TargetKind::kServerOnly);
  describe.option("-t,--task-queue,task_queue", options->name, "the queue")
      .required()
      .not_empty()
      .value_name("NAME");
  set_command(describe, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
