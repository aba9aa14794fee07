#include "engine/server/engine_figures.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <algorithm>
#include <utility>

namespace skald::server {
namespace {

using Steady = std::chrono::steady_clock;
using Kind = Exposition::Kind;
using runtime::Matching;

constexpr auto kAgeOfCount = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::milliseconds(500);

/// Names of queues come from clients: they cannot make a page without end.
constexpr std::size_t kMostQueues = 500;

OpenRuns::Counts count_open(const std::vector<std::string>& namespaces, store::Reader& reader) {
  OpenRuns::Counts counts;
  for (const std::string& name : namespaces) {
    const std::int64_t running = temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING;
    store::ListFilter filter{
        name, store::all_of({store::test_of(store::Field::kStatus, store::Test::kEqual, {running})})};
    if (const auto count = reader.count(filter); count.ok()) counts[name] = *count;
  }
  return counts;
}

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

Exposition::Labels labels_of(const Matching::QueueFigures& queue) {
  return {{"namespace", queue.namespace_name},
          {"task_queue", queue.queue},
          {"type", queue.kind == runtime::TaskKind::kActivity ? "activity" : "workflow"},
          {"kind", queue.is_sticky ? "sticky" : "normal"}};
}

/// Those with the longest backlog first, and not too many.
std::vector<Matching::QueueFigures> foremost(std::vector<Matching::QueueFigures> queues) {
  std::stable_sort(queues.begin(), queues.end(), [](const auto& left, const auto& right) {
    return left.backlog.count > right.backlog.count;
  });
  if (queues.size() > kMostQueues) queues.resize(kMostQueues);
  return queues;
}

}  // namespace

OpenRuns::Counts OpenRuns::count() {
  std::unique_lock lock(shared_->mutex);
  const bool is_fresh = Steady::now() - shared_->counted_at < kAgeOfCount;
  if (!is_fresh) {
    if (!std::exchange(shared_->is_counting, true)) begin_count();
    shared_->is_there.wait_for(lock, kPatience, [this] { return !shared_->is_counting; });
  }
  return shared_->counts;
}

// Under the mutex.
void OpenRuns::begin_count() {
  std::vector<std::string> names;
  for (const auto& each : engine_.namespaces().all()) {
    if (!each->is_deleted()) names.push_back(each->name());
  }
  engine_.lists().post([shared = shared_, names = std::move(names)](store::Reader& reader) {
    Counts counts = count_open(names, reader);
    std::lock_guard lock(shared->mutex);
    shared->counts = std::move(counts);
    shared->counted_at = Steady::now();
    shared->is_counting = false;
    shared->is_there.notify_all();
  });
}

void write_open_runs(OpenRuns& runs, Exposition& out) {
  out.begin("skald_open_workflows", Kind::kGauge, "Workflows that run, as lists show them.");
  for (const auto& [name, count] : runs.count()) {
    out.sample({{"namespace", name}}, static_cast<double>(count));
  }
}

void write_engine_figures(const runtime::Engine& engine, Exposition& out) {
  const runtime::Metrics& metrics = engine.metrics();
  const auto of = [](const std::atomic<std::uint64_t>& value) { return static_cast<double>(value.load()); };
  out.counter("skald_syncs_total", "Batches made durable, each with one sync of the disk.",
              of(metrics.syncs));
  out.counter("skald_transitions_total", "Rows of the log: steps of workflows.", of(metrics.log_rows));
  out.counter("skald_derived_rows_total", "Rows written beside the log: snapshots and what lists read.",
              of(metrics.derived_rows));
  out.counter("skald_folds_total", "Times that rows of a run moved from the log to its history.",
              of(metrics.folds));
  out.counter("skald_checkpoints_total", "Times that the write-ahead log moved into the file.",
              of(metrics.checkpoints));
  out.counter("skald_loads_total", "Times that a run was looked for in the file.", of(metrics.loads));
  out.gauge("skald_recovery_tail_rows", "Rows that a restart would apply now.",
            of(metrics.recovery_tail_rows));
  out.gauge("skald_recovery_tail_limit_rows", "From twice as many on, new workflows are refused (SKALD1004).",
            static_cast<double>(engine.options().recovery_tail_rows));
  out.gauge("skald_resident_workflows", "Workflows in memory.", of(metrics.resident_runs));
  out.gauge("skald_packed_workflows", "Those of them that are packed into bytes.", of(metrics.packed_runs));
  out.gauge("skald_resident_bytes", "What they take.", of(metrics.resident_bytes));
  out.gauge("skald_resident_limit_bytes", "What they may take (--memory).",
            static_cast<double>(engine.options().resident_bytes));
  out.gauge("skald_damaged_workflows",
            "Workflows that were set aside because their rows are damaged (SKALD1002).",
            of(metrics.quarantined_runs));
  out.gauge("skald_disk_full", "1: nothing can be written, requests are refused (SKALD1003).",
            metrics.disk_full ? 1 : 0);
}

void write_queue_figures(Matching& matching, Exposition& out) {
  const std::vector<Matching::QueueFigures> queues = foremost(matching.figures());
  out.begin("skald_task_queue_backlog", Kind::kGauge, "Tasks that wait for a worker.");
  for (const auto& queue : queues) out.sample(labels_of(queue), static_cast<double>(queue.backlog.count));
  out.begin("skald_task_queue_backlog_age_seconds", Kind::kGauge, "How long the oldest of them has waited.");
  for (const auto& queue : queues) out.sample(labels_of(queue), seconds(queue.backlog.age));
  out.begin("skald_task_queue_polls", Kind::kGauge, "Polls of workers that wait for a task.");
  for (const auto& queue : queues) out.sample(labels_of(queue), static_cast<double>(queue.polls));
}

}  // namespace skald::server
