#include "tools/cli/workflow_list.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "engine/service/execution_info.h"
#include "engine/service/list_query.h"
#include "tools/cli/remote_runs.h"
#include "tools/cli/run_text.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/cli/workflow_count.h"
#include "tools/history/history_json.h"

namespace skald::cli {

namespace {

/// Of "2026-11-22 15:04:05.123 UTC": lists need no milliseconds.
constexpr std::size_t kSecondsLength = 19;

struct Options {
  TargetOptions target;
  std::string query;
  std::size_t limit = 50;
  std::size_t width = standard_output().width;
  bool count_only = false;
};

struct Listed {
  RunInfo info;
  std::string note;  ///< Why it stands still.
};

/// What of the list is printed, and what was left out.
struct Listing {
  std::vector<Listed> runs;
  bool has_more = false;
};

/// Only open runs stand still, and only their states say so.
std::string note(OfflineView& view, const StoredRun& listed, Time now) {
  if (listed.is_closed()) return "";
  const auto run = view.load(listed.number);
  return run.ok() ? standstill_text(run->state, now) : "damaged: " + run.error().message;
}

Result<Listing> read(OfflineView& view, const store::ListFilter& filter, const Options& options) {
  const Time now = Clock::system().now();
  Listing listing;
  SKALD_TRY(view.each(filter, [&](const StoredRun& run) {
    listing.has_more = listing.runs.size() == options.limit;
    if (listing.has_more) return false;
    listing.runs.push_back(
        {service::execution_info(run.visibility), options.target.json ? "" : note(view, run, now)});
    return true;
  }));
  return listing;
}

Result<Listing> read(RemoteRuns& runs, const Options& options) {
  constexpr std::size_t kLargestPage = 1000;
  const auto page = static_cast<std::int32_t>(std::min(options.limit + 1, kLargestPage));
  Listing listing;
  SKALD_TRY(runs.each(options.target.namespace_name, options.query, page, [&](const RunInfo& info) {
    listing.has_more = listing.runs.size() == options.limit;
    if (!listing.has_more) listing.runs.push_back({info, ""});
    return !listing.has_more;
  }));
  return listing;
}

std::string as_json(const Listing& listing) {
  std::string out = "[";
  for (const Listed& run : listing.runs) {
    out += (out.size() > 1 ? ",\n" : "\n") + history::message_to_json(run.info);
    out.pop_back();
  }
  return out + "\n]\n";
}

std::string as_table(const Listing& listing, std::size_t width) {
  const Time now = Clock::system().now();
  std::vector<std::vector<Cell>> rows;
  for (const auto& [info, note] : listing.runs) {
    // Servers do not count the events of open runs in their lists.
    const std::string events = info.history_length() > 0 ? std::to_string(info.history_length()) : "";
    rows.push_back({status_cell(info),
                    {history::printable(info.execution().workflow_id())},
                    {history::printable(info.type().name())},
                    {moment_text(info.start_time()).substr(0, kSecondsLength)},
                    {lasted_text(info, now)},
                    {events},
                    {history::printable(info.execution().run_id()), history::Colour::kDim},
                    {note, history::Colour::kRed}});
  }
  const std::vector<Column> columns = {
      {"status", 9},           {"workflow id", 12},        {"type", 8},
      {"started (UTC)", 19},   {"lasted", 8, true},        {"events", 6, true},
      {"run", 8, false, true}, {"why it stands still", 20}};
  return table(columns, rows, width, standard_output().colours);
}

void warn_about_damages(const OfflineView& view) {
  for (const std::string& damage : view.damages()) std::fprintf(stderr, "skald: %s\n", damage.c_str());
}

void print(const Listing& listing, const Options& options) {
  if (options.target.json) {
    std::fputs(as_json(listing).c_str(), stdout);
  } else if (listing.runs.empty()) {
    std::puts("no workflows");
  } else {
    std::fputs(as_table(listing, options.width).c_str(), stdout);
    if (listing.has_more) std::printf("… and more; --limit %zu shows the next\n", options.limit * 2);
  }
}

ExitCode run_remote(const Options& options) {
  if (options.count_only) return count_remote(options.target, options.query);
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  RemoteRuns runs(**target);
  auto listing = read(runs, options);
  if (!listing) return fail(listing.error(), options.target);
  print(*listing, options);
  return ExitCode::kOk;
}

ExitCode run(const Options& options) {
  if (options.target.is_remote()) return run_remote(options);
  auto view = OfflineView::open(options.target.file);
  if (!view) return fail(view.error());
  auto types = view->search_attributes(options.target.namespace_name);
  if (!types) return fail(types.error());
  auto query = service::parse_list_query(options.target.namespace_name, options.query, *types);
  if (!query) return fail(query.error().message, ExitCode::kUsage);
  const store::ListFilter* filter = &query->filter;
  if (options.count_only) {
    auto total = view->count(*filter);
    if (!total) return fail(total.error());
    std::printf(options.target.json ? "{\"count\": %lld}\n" : "%lld\n", static_cast<long long>(*total));
    warn_about_damages(*view);
    return ExitCode::kOk;
  }
  auto listing = read(*view, *filter, options);
  if (!listing) return fail(listing.error());
  print(*listing, options);
  warn_about_damages(*view);
  return ExitCode::kOk;
}

}  // namespace

void add_workflow_list(Syntax workflow, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = workflow.command(
      "list", "The workflows, newest first; of a file also beside its owner and after a crash");
  add_target_options(syntax, options->target);
  syntax
      .option("-q,--query", options->query,
              "e.g. \"ExecutionStatus = 'Failed' AND WorkflowType = 'place_order'\"")
      .value_name("FILTER");
  syntax.option("-l,--limit", options->limit, "how many (default: 50)")
      .whole_number({.from = 1})
      .value_name("N");
  syntax.flag("--count", options->count_only, "only how many there are");
  add_width_option(syntax, options->width);
  set_command(syntax, options->target, command, [options] { return run(*options); });
}

}  // namespace skald::cli
