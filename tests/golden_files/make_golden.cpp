#include <skald/client.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>

#include "engine/service/service.h"
#include "tests/end_to_end/connection_calls.h"
#include "tests/golden_files/workflows.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"
#include "tools/history/history_json.h"
#include "workers/embedded_connection.h"

/// Makes a golden file of this build's format: see README.md.
namespace skald::golden {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
namespace wire = temporal::api::workflowservice::v1;

/// An engine with options that skald::Engine does not have.
struct LiveEngine {
  std::shared_ptr<workers::EmbeddedConnection> embedded;
  std::shared_ptr<workers::Connection> connection() const { return embedded; }
};

template <class T>
T value_or_throw(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

LiveEngine open_engine(const std::string& path, Duration derived_age) {
  runtime::Options options;
  options.derived_age = derived_age;
  options.fold_rows = 16;
  auto store = value_or_throw(store::open_sqlite({.path = path}));
  return {workers::EmbeddedConnection::make(
      value_or_throw(runtime::Engine::open(std::move(store), std::move(options))), path)};
}

WorkflowHandle collect(const LiveEngine& engine, const char* id, int wanted, const char* queue = kQueue) {
  return Client(engine).start<Collect>({.id = id, .task_queue = queue}, wanted);
}

/// Waits until nothing is left to do for a worker of the run.
void await_rest(const LiveEngine& engine, const char* id) {
  while (Client(engine).handle(id).describe().pending_workflow_task) std::this_thread::yield();
}

/// Rows that are covered and folded: what a restart needs not look at.
void write_covered_part(const std::string& path) {
  const LiveEngine engine = open_engine(path, 10ms);
  Worker worker(engine, kQueue);
  add_workflows(worker);
  worker.start();
  const Client client(engine);
  client.start<count_down>({.id = "done", .task_queue = kQueue}, 0).result();
  const auto long_run = collect(engine, "long", 100);
  for (int i = 0; i < 40; ++i) long_run.signal("add", 1);
  client.start<nap>({.id = "sleeping", .task_queue = kQueue});
  end_to_end::await_tasks(*engine.connection(), "sleeping", 1);
  await_rest(engine, "long");
  worker.stop();
  engine.embedded->shut_down();
}

/// A worker of another process takes the run's task and says nothing any more.
void take_task_away(const LiveEngine& engine) {
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_("default");
  request.set_identity("gone");
  request.mutable_task_queue()->set_name(kOtherQueue);
  std::promise<void> taken;
  service::Service(*engine.embedded->engine())
      .poll_workflow_task_queue(
          {.in_process = false}, request,
          [&](const Result<wire::PollWorkflowTaskQueueResponse>&) { taken.set_value(); });
  taken.get_future().wait();
}

void start_tail(const LiveEngine& engine) {
  const Client client(engine);
  client.handle("long").signal("add", 1);
  client.start<insist>({.id = "retrying", .task_queue = kQueue});
  client.start<nap>({.id = "sleeping-lately", .task_queue = kQueue});
  client.start<count_down>({.id = "chain", .task_queue = kQueue}, 2).result();
  collect(engine, "waiting", 3).signal("add", 1);
  collect(engine, "buffering", 3, kOtherQueue);
  take_task_away(engine);
  client.handle("buffering").signal("add", 1);
  client.handle("buffering").signal("add", 2);
  end_to_end::await_tasks(*engine.connection(), "sleeping-lately", 1);
  while (client.handle("retrying").describe().pending_activities.at(0).last_failure.empty()) {
  }
  for (const char* id : {"long", "waiting"}) await_rest(engine, id);
}

json::value run_as_json(workers::Connection& connection, const std::string& id) {
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(id);
  const auto described = value_or_throw(
      end_to_end::call(connection, &workers::Connection::describe_workflow_execution, std::move(request)));
  return {{"workflowId", id},
          {"description", json::parse(history::message_to_json(described))},
          {"history", json::parse(history::to_json(end_to_end::history_of(connection, id)))}};
}

/// What the file must give back, asked of the engine that writes it.
std::string expectation(const LiveEngine& engine) {
  const Time now = Clock::system().now();
  json::array runs;
  for (const char* id : {"done", "long", "sleeping", "retrying", "sleeping-lately", "chain", "waiting",
                         "buffering", "standing-in"}) {
    runs.push_back(run_as_json(*engine.connection(), id));
  }
  return json::serialize(json::value{{"at", now.time_since_epoch().count()}, {"runs", std::move(runs)}}) +
         "\n";
}

/// The files of a running engine, as a crash would leave them, with the WAL moved into the database.
void copy_as_crashed(const std::string& from, const std::string& to) {
  namespace fs = std::filesystem;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  fs::copy_file(from + "-wal", to + "-wal", fs::copy_options::overwrite_existing);
  store::execute_sql(to, "PRAGMA wal_checkpoint(TRUNCATE)");
}

void check_contents(const std::string& path) {
  const auto count = [&](const char* sql) { return std::stoi(store::query_sql(path, sql)); };
  const int tail = count("SELECT count(*) FROM log WHERE seq >= (SELECT uncovered_from FROM meta)");
  const int covered = count("SELECT count(*) FROM log WHERE seq < (SELECT uncovered_from FROM meta)");
  const int chunks = count("SELECT count(*) FROM history");
  std::printf("%d rows in the tail, %d covered ones in the log, %d chunks of history, %ju bytes\n", tail,
              covered, chunks, static_cast<std::uintmax_t>(std::filesystem::file_size(path)));
  if (tail < 15 || covered == 0 || chunks < 2) throw std::runtime_error("the file lacks what it is made for");
}

void make(const std::string& folder) {
  const store::TemporaryFolder work;
  const std::string live = work.file("live.db");
  write_covered_part(live);

  std::promise<void> left;
  std::promise<void> hanging;
  at_first_attempt([&, gate = left.get_future().share()] {
    hanging.set_value();
    gate.wait();
  });
  const LiveEngine engine = open_engine(live, 24h);
  Worker worker(engine, kQueue);
  add_workflows(worker);
  worker.start();
  Client(engine).start<stand_in>({.id = "standing-in", .task_queue = kQueue});
  hanging.get_future().wait();
  start_tail(engine);

  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/expected.json") << expectation(engine);
  copy_as_crashed(live, folder + "/golden.db");
  left.set_value();
  worker.stop();
  engine.embedded->shut_down();
  check_contents(folder + "/golden.db");
}

}  // namespace
}  // namespace skald::golden

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: make_golden FOLDER\n");
    return 2;
  }
  try {
    skald::golden::make(arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_golden: %s\n", error.what());
    return 1;
  }
}
