#include "tools/cli/workflow_count.h"

#include <cstdio>
#include <memory>

#include "tools/cli/remote_runs.h"
#include "tools/cli/table.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"
#include "tools/history/payload_text.h"

namespace skald::cli {
namespace {

using Counted = workers::wire::CountWorkflowExecutionsResponse;

struct Options {
  TargetOptions target;
  std::string query;
};

std::string values_text(const Counted::AggregationGroup& group) {
  std::string text;
  for (const auto& value : group.group_values())
    text += (text.empty() ? "" : ", ") + history::payload_text(value);
  return text;
}

void print(const Counted& counted, bool json) {
  if (json) {
    std::fputs(history::message_to_json(counted).c_str(), stdout);
    return;
  }
  if (counted.groups().empty()) {
    std::printf("%lld\n", static_cast<long long>(counted.count()));
    return;
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& group : counted.groups())
    rows.push_back({{std::to_string(group.count())}, {values_text(group)}});
  const Terminal terminal = standard_output();
  std::fputs(table({{"count", 8, true}, {"of", 12}}, rows, terminal.width, terminal.colours).c_str(), stdout);
}

ExitCode count(Target& target, const TargetOptions& options, const std::string& query) {
  auto counted = RemoteRuns(*target).count(options.namespace_name, query);
  if (!counted) return fail(counted.error(), options);
  print(*counted, options.json);
  return ExitCode::kOk;
}

}  // namespace

ExitCode count_remote(const TargetOptions& options, const std::string& query) {
  auto target = Target::open(options);
  if (!target) return fail(target.error());
  return count(*target, options, query);
}

void add_workflow_count(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command("count", "How many workflows a filter finds; GROUP BY counts groups");
  add_target_options(syntax, options->target);
  syntax
      .option("-q,--query", options->query, "e.g. \"WorkflowType = 'place_order' GROUP BY ExecutionStatus\"")
      .value_name("FILTER");
  set_command(syntax, options->target, command,
              [options] { return count_remote(options->target, options->query); });
}

}  // namespace skald::cli
