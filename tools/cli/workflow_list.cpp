#include "tools/cli/workflow_list.h"

#include <CLI/Option.hpp>
#include <cstdio>
#include <memory>

#include "engine/service/execution_info.h"
#include "engine/service/list_query.h"
#include "tools/cli/run_text.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"

namespace skald::cli {

namespace {

/// Of "2026-11-22 15:04:05.123 UTC": lists need no milliseconds.
constexpr std::size_t kSecondsLength = 19;

struct Options {
  DatabaseOptions database;
  std::string query;
  std::size_t limit = 50;
  std::size_t width = standard_output().width;
  bool count_only = false;
};

/// What of the list is printed, and what was left out.
struct Listing {
  std::vector<StoredRun> runs;
  bool has_more = false;
};

Result<Listing> read(OfflineView& view, const store::ListFilter& filter, std::size_t limit) {
  Listing listing;
  SKALD_TRY(view.each(filter, [&](const StoredRun& run) {
    listing.has_more = listing.runs.size() == limit;
    if (!listing.has_more) listing.runs.push_back(run);
    return !listing.has_more;
  }));
  return listing;
}

std::string as_json(const Listing& listing) {
  std::string out = "[";
  for (const StoredRun& run : listing.runs) {
    out +=
        (out.size() > 1 ? ",\n" : "\n") + history::message_to_json(service::execution_info(run.visibility));
    out.pop_back();
  }
  return out + "\n]\n";
}

/// Only open runs stand still, and only their states say so.
std::string note(OfflineView& view, const StoredRun& listed, Time now) {
  if (listed.is_closed()) return "";
  const auto run = view.load(listed.number);
  return run.ok() ? standstill_text(run->state, now) : "damaged: " + run.error().message;
}

std::string as_table(OfflineView& view, const Listing& listing, const Options& options) {
  const Time now = Clock::system().now();
  std::vector<std::vector<Cell>> rows;
  for (const StoredRun& run : listing.runs) {
    const store::Visibility& row = run.visibility;
    rows.push_back({status_cell(row),
                    {history::printable(row.workflow_id)},
                    {history::printable(row.workflow_type)},
                    {stored_moment(row.start_time).substr(0, kSecondsLength)},
                    {lasted_text(row, now)},
                    {std::to_string(row.history_length)},
                    {history::printable(row.run_id), history::Colour::kDim},
                    {note(view, run, now), history::Colour::kRed}});
  }
  const std::vector<Column> columns = {
      {"status", 9},           {"workflow id", 12},        {"type", 8},
      {"started (UTC)", 19},   {"lasted", 8, true},        {"events", 6, true},
      {"run", 8, false, true}, {"why it stands still", 20}};
  return table(columns, rows, options.width, standard_output().colours);
}

void warn_about_damages(const OfflineView& view) {
  for (const std::string& damage : view.damages()) std::fprintf(stderr, "skald: %s\n", damage.c_str());
}

ExitCode print(OfflineView& view, const Listing& listing, const Options& options) {
  if (options.database.json) {
    std::fputs(as_json(listing).c_str(), stdout);
  } else if (listing.runs.empty()) {
    std::puts("no workflows");
  } else {
    std::fputs(as_table(view, listing, options).c_str(), stdout);
    if (listing.has_more) std::printf("… and more; --limit %zu shows the next\n", options.limit * 2);
  }
  warn_about_damages(view);
  return ExitCode::kOk;
}

ExitCode run(const Options& options) {
  auto filter = service::parse_list_query(options.database.namespace_name, options.query);
  if (!filter) return fail(filter.error().message, ExitCode::kUsage);
  auto view = OfflineView::open(options.database.file);
  if (!view) return fail(view.error());
  if (options.count_only) {
    auto total = view->count(*filter);
    if (!total) return fail(total.error());
    std::printf(options.database.json ? "{\"count\": %lld}\n" : "%lld\n", static_cast<long long>(*total));
    warn_about_damages(*view);
    return ExitCode::kOk;
  }
  auto listing = read(*view, *filter, options.limit);
  if (!listing) return fail(listing.error());
  return print(*view, *listing, options);
}

}  // namespace

void add_workflow_list(CLI::App& workflow, Command& command) {
  auto options = std::make_shared<Options>();
  CLI::App* app = workflow.add_subcommand(
      "list", "The workflows of a file, newest first; also beside its owner and after a crash");
  add_database_options(*app, options->database);
  app->add_option("-q,--query", options->query,
                  "e.g. \"ExecutionStatus = 'Failed' AND WorkflowType = 'place_order'\"")
      ->option_text("FILTER");
  app->add_option("-l,--limit", options->limit, "how many (default: 50)")
      ->check(whole_number({.from = 1}))
      ->option_text("N");
  app->add_flag("--count", options->count_only, "only how many there are");
  add_width_option(*app, options->width);
  app->callback([options, &command] { command = [options] { return run(*options); }; });
}

}  // namespace skald::cli
