#include "tools/bench/closed_runs.h"

#include <cstdio>
#include <stdexcept>

#include "engine/api/time.h"
#include "engine/base/ids.h"
#include "engine/core/apply.h"
#include "engine/core/decide.h"
#include "engine/core/snapshot.h"
#include "engine/runtime/log_codec.h"
#include "engine/store/store.h"
#include "tools/bench/workloads.h"

/// Writes runs as the engine would have, without workers: decisions applied one after another, folded at the
/// end.
namespace skald::bench {
namespace {

namespace wire = temporal::api::workflowservice::v1;
namespace enums = temporal::api::enums::v1;

template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}
void must(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().message);
}

class RunWriter {
 public:
  RunWriter(store::Writer& writer, store::Seq& next_seq) : writer_(writer), next_seq_(next_seq) {}

  void write(const std::string& id) {
    state_.Clear();
    number_ = 0;
    last_ = 0;
    log(core::decide_start(start_request(id), context()));
    complete_task(schedule_command());
    log(must(core::decide_start_activity(state_, 5, 1, poller(), context())).transition);
    internal::v1::TaskToken activity = token();
    activity.set_scheduled_event_id(5);
    activity.set_attempt(1);
    activity.set_activity_id("1");
    *activity.mutable_started_time() = state_.activities().at(5).started_time();
    wire::RespondActivityTaskCompletedRequest result;
    *result.mutable_result()->add_payloads() = json("\"weighed-" + id + "\"");
    log(must(core::decide_complete_activity(state_, activity, result, context())).transition);
    temporal::api::command::v1::Command close;
    close.set_command_type(enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION);
    *close.mutable_complete_workflow_execution_command_attributes()->mutable_result() = result.result();
    complete_task(close);
    must(writer_.write({.run = number_,
                        .covered = last_,
                        .last = last_,
                        .snapshot = core::to_snapshot(state_),
                        .visibility = runtime::visibility_of(state_),
                        .is_closed = true}));
    must(writer_.fold({.run = number_, .through = last_}));
  }

 private:
  static temporal::api::common::v1::Payload json(const std::string& data) {
    temporal::api::common::v1::Payload payload;
    (*payload.mutable_metadata())["encoding"] = "json/plain";
    payload.set_data(data);
    return payload;
  }
  static core::Poller poller() { return {.identity = "bench", .request_id = "poll", .incarnation = 1}; }
  core::Context context() {
    const Time now = Clock::system().now();
    return {.now = now, .limits = limits_, .new_run_id = time_ordered_uuid(now), .incarnation = 1};
  }
  internal::v1::TaskToken token() const {
    internal::v1::TaskToken token;
    *token.mutable_run() = state_.identity();
    return token;
  }
  static wire::StartWorkflowExecutionRequest start_request(const std::string& id) {
    wire::StartWorkflowExecutionRequest request;
    request.set_namespace_("default");
    request.set_workflow_id(id);
    request.set_request_id(random_uuid());
    request.mutable_workflow_type()->set_name("one_step");
    request.mutable_task_queue()->set_name("bench");
    *request.mutable_input()->add_payloads() =
        json(R"({"id":")" + id + R"(","address":")" + sample_parcel(id).address + R"(","grams":1250})");
    return request;
  }
  static temporal::api::command::v1::Command schedule_command() {
    temporal::api::command::v1::Command command;
    command.set_command_type(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
    auto* attributes = command.mutable_schedule_activity_task_command_attributes();
    attributes->set_activity_id("1");
    attributes->mutable_activity_type()->set_name("weigh");
    attributes->mutable_task_queue()->set_name("bench");
    attributes->mutable_start_to_close_timeout()->set_seconds(30);
    return command;
  }

  void complete_task(const temporal::api::command::v1::Command& command) {
    const core::Decision started = must(core::decide_start_workflow_task(
        state_, state_.workflow_task().scheduled_event_id(), poller(), context()));
    must(core::apply(started.transition, state_));
    internal::v1::TaskToken task = token();
    task.set_is_workflow_task(true);
    task.set_scheduled_event_id(state_.workflow_task().scheduled_event_id());
    task.set_started_event_id(state_.workflow_task().started_event_id());
    task.set_attempt(state_.workflow_task().attempt());
    *task.mutable_started_time() = state_.workflow_task().started_time();
    wire::RespondWorkflowTaskCompletedRequest request;
    *request.add_commands() = command;
    log(must(core::decide_complete_workflow_task(state_, task, request, context())).transition);
  }

  void log(core::Transition transition) {
    store::LogRow row = runtime::encode(transition, number_, last_);
    row.seq = next_seq_++;
    if (row.run == 0) row.run = row.seq;
    number_ = row.run;
    last_ = row.seq;
    must(writer_.append(row));
    must(core::apply(transition, state_));
  }

  store::Writer& writer_;
  store::Seq& next_seq_;
  const core::Limits limits_;
  core::RunState state_;
  store::RunNumber number_ = 0;
  store::Seq last_ = 0;
};

void fill(const std::filesystem::path& file, long count) {
  store::Options options;
  options.path = file.string();
  const std::unique_ptr<store::Store> store = must(store::open_sqlite(options));
  store::Writer& writer = store->writer();
  store::Seq next_seq = store->opened().next_seq;
  RunWriter runs(writer, next_seq);
  for (long done = 0; done < count;) {
    must(writer.begin());
    for (long i = 0; i < 1000 && done < count; ++i, ++done) runs.write("closed-" + std::to_string(done));
    must(writer.write_meta(next_seq, next_seq));
    must(writer.commit());
    must(writer.checkpoint_if_needed());
  }
}

}  // namespace

std::filesystem::path file_with_closed_runs(const Context& context, long count) {
  const auto original = context.folder / ("closed-" + std::to_string(count) + ".db");
  if (!std::filesystem::exists(original)) {
    std::fprintf(stderr, "making %s (once)\n", original.filename().c_str());
    const auto unfinished = context.folder / "closed-unfinished.db";
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
      std::filesystem::remove(unfinished.string() + suffix);
    fill(unfinished, count);
    std::filesystem::rename(unfinished, original);
  }
  const auto copy = context.folder / "closed-copy.db";
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(copy.string() + suffix);
  std::filesystem::copy_file(original, copy);
  return copy;
}

}  // namespace skald::bench
