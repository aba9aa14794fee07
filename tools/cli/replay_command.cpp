#include "tools/cli/replay_command.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "tools/cli/library_file.h"
#include "tools/cli/replay_remote.h"
#include "tools/cli/replay_runs.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/history_json.h"
#include "tools/history/terminal_text.h"
#include "tools/history/time_text.h"

namespace skald::cli {

namespace json = boost::json;

namespace {

/// One cause makes many runs diverge; more pages than these tell nothing new.
constexpr std::size_t kReportsShown = 3;

struct Options {
  std::string library;
  std::vector<std::string> files;
  TargetOptions target;
  std::string workflow_id;
  std::string run_id;
  bool all = false;
};

Result<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return Error{Code::kInvalidArgument, path + " is a folder, not a history", {}};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::kNotFound, "cannot read " + path + ": " + std::strerror(errno), {}};
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

Result<ReplaySummary> replay_files(const Options& options, const Registry& registry) {
  ReplaySummary summary;
  for (const std::string& file : options.files) {
    auto text = read_file(file);
    if (!text) return std::move(text).error();
    auto history = history::from_json(*text);
    if (!history) return Error{history.error().code, file + ": " + history.error().message, {}};
    replay(*history, options.target.namespace_name, registry, summary);
  }
  return summary;
}

/// Shows on a terminal how far it is; the line goes with its object.
class ProgressLine {
 public:
  ~ProgressLine() {
    if (shown_ > 0) std::fputs("\r\x1b[K", stderr);
  }
  void show(std::int64_t runs) {
    if (!watched_ || runs < shown_ + 100) return;
    shown_ = runs;
    std::fprintf(stderr, "\r%lld runs replayed …", static_cast<long long>(runs));
  }

 private:
  const bool watched_ = is_watched();
  std::int64_t shown_ = 0;
};

Result<ReplaySummary> replay_server(const Options& options, const Registry& registry) {
  ProgressLine line;
  return replay_remote(options.target, {options.target.namespace_name, options.workflow_id, options.run_id},
                       registry, [&](std::int64_t runs) { line.show(runs); });
}

Result<ReplaySummary> replay_database(const Options& options, const Registry& registry) {
  auto view = OfflineView::open(options.target.file);
  if (!view) return std::move(view).error();
  const auto produce = [&](const std::function<void(const StoredRun&)>& give) -> Status {
    if (!options.all) {
      auto run = view->find({options.target.namespace_name, options.workflow_id, options.run_id});
      if (!run) return std::move(run).error();
      give(*run);
      return {};
    }
    return view->each({.namespace_name = options.target.namespace_name}, [&](const StoredRun& run) {
      give(run);
      return true;
    });
  };
  ProgressLine line;
  auto summary =
      replay_stored(options.target.file, registry, produce, [&](std::int64_t runs) { line.show(runs); });
  if (summary.ok()) {
    for (const std::string& damage : view->damages())
      summary->not_replayed.push_back({"", "", 0, damage, ""});
  }
  return summary;
}

Result<ReplaySummary> replay_what_is_named(const Options& options, const Registry& registry) {
  if (!options.files.empty()) return replay_files(options, registry);
  return options.target.is_remote() ? replay_server(options, registry) : replay_database(options, registry);
}

json::array problems_as_json(const std::vector<ReplayProblem>& problems) {
  json::array list;
  for (const ReplayProblem& problem : problems) {
    json::object entry = {
        {"workflowId", problem.workflow_id}, {"runId", problem.run_id}, {"summary", problem.summary}};
    if (problem.event_id != 0) entry["eventId"] = problem.event_id;
    if (!problem.report.empty()) entry["report"] = problem.report;
    list.push_back(std::move(entry));
  }
  return list;
}

void print_json(const ReplaySummary& summary) {
  const json::value text = {{"runs", summary.runs},
                            {"events", summary.events},
                            {"diverged", problems_as_json(summary.diverged)},
                            {"notReplayed", problems_as_json(summary.not_replayed)}};
  std::printf("%s\n", json::serialize(text).c_str());
}

std::string run_text(const ReplayProblem& problem) {
  if (problem.workflow_id.empty()) return "";
  return history::printable(problem.workflow_id) + " (run " + history::printable(problem.run_id) + "): ";
}

void print_text(const ReplaySummary& summary, Duration took) {
  for (std::size_t i = 0; i < summary.diverged.size(); ++i) {
    const ReplayProblem& problem = summary.diverged[i];
    if (i < kReportsShown) {
      std::printf("%s\n", problem.report.c_str());
    } else {
      std::printf("diverged: %s%s\n", run_text(problem).c_str(), history::printable(problem.summary).c_str());
    }
  }
  for (const ReplayProblem& problem : summary.not_replayed) {
    std::printf("not replayed: %s%s\n", run_text(problem).c_str(),
                history::printable(problem.summary).c_str());
  }
  std::printf("%lld runs, %lld events, %zu diverged, %zu not replayed, in %s\n",
              static_cast<long long>(summary.runs), static_cast<long long>(summary.events),
              summary.diverged.size(), summary.not_replayed.size(), history::duration_text(took).c_str());
}

ExitCode run(const Options& options) {
  const Registry registry = open_library(options.library);
  const auto begun = std::chrono::steady_clock::now();
  auto summary = replay_what_is_named(options, registry);
  if (!summary) return fail(summary.error(), options.target);
  if (options.target.json) {
    print_json(*summary);
  } else {
    print_text(*summary, std::chrono::steady_clock::now() - begun);
  }
  return summary->agrees() ? ExitCode::kOk : ExitCode::kFailed;
}

void check(Options& options) {
  const bool names_runs = options.all || !options.workflow_id.empty();
  const bool names_place = !options.target.file.empty() || !options.target.address.empty();
  if (options.files.empty() != (names_runs || names_place)) {
    throw CommandLineError(
        "replay: give histories as JSON files, or a database with --db, or a server with --address");
  }
  if (!options.files.empty()) {
    if (options.target.namespace_name.empty()) options.target.namespace_name = "default";
    return;
  }
  settle_target(options.target);
  if (options.all == !options.workflow_id.empty()) {
    throw CommandLineError(
        "replay: with --db or --address say which: --workflow-id ID (and perhaps --run-id), or --all");
  }
}

}  // namespace

void add_replay(Syntax program, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax =
      program.command("replay", "Run a library's workflows over recorded histories: do they still agree?");
  syntax.option("--library", options->library, "a shared object made with SKALD_WORKFLOWS")
      .required()
      .value_name("FILE");
  syntax.option("histories", options->files, "JSON files, also those of Temporal's tools")
      .value_name("FILE…");
  add_place_options(syntax, options->target);
  syntax.option("-w,--workflow-id", options->workflow_id, "this workflow").value_name("ID");
  syntax.option("-r,--run-id", options->run_id, "this run of it; default: the newest").value_name("ID");
  syntax.flag("--all", options->all, "every run in the file, or of the server's namespace");
  add_output_option(syntax, options->target.json);
  syntax.on_parsed([options, &command] {
    check(*options);
    command = [options] { return run(*options); };
  });
}

}  // namespace skald::cli
