#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/runtime/engine.h"
#include "tests/scenario/release_diary.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "workers/embedded_connection.h"

namespace skald::tests {

namespace wire = ::temporal::api::workflowservice::v1;
namespace history = ::temporal::api::history::v1;
namespace command = ::temporal::api::command::v1;

/// A clock that moves when it is told to.
class ManualClock final : public Clock {
 public:
  Time now() override;
  /// Also backwards, as a wall clock does.
  void advance(Duration by);

 private:
  std::mutex mutex_;
  Time now_ = Time(std::chrono::seconds(1'700'000'000));
};

/// One engine on a file, driven call by call: what clients and workers would send. Every call blocks until it
/// is answered. On a file, what is answered is held against the synced image of the disk at that moment: if
/// the image does not bear it out, the call throws std::logic_error (see ReleaseDiary).
class World {
 public:
  /// Puts something between the engine and its store.
  using Wrap = std::function<std::unique_ptr<store::Store>(std::unique_ptr<store::Store>)>;
  /// What happens to a closed file, at this path, before it is opened again.
  using Meddle = std::function<void(const std::string& path)>;

  /// On the file at `path`, whose disk is recorded; empty: in memory.
  explicit World(std::string path = {}, runtime::Options options = {}, Wrap wrap = {});
  /// On what is opened like this, at first and after each restart. Not for crash() and disk().
  using Open = std::function<Result<std::unique_ptr<store::Store>>()>;
  World(Open open_store, runtime::Options options);
  ~World();

  // --- the engine ---
  /// Stops and opens again.
  void restart(const Meddle& meddle = {});
  /// The power goes: an engine opens on what had been synced at this moment, and nothing else.
  void crash(const Meddle& meddle = {});
  store::RecordingVfs& disk() { return *disk_; }
  /// Null in memory, on a store that the test opens, and once a file was meddled with.
  ReleaseDiary* diary() { return diary_.get(); }
  void advance(Duration by);
  runtime::Engine& engine() { return *connection_->engine(); }
  workers::Connection& connection() { return *connection_; }

  // --- a client ---
  Result<wire::StartWorkflowExecutionResponse> start(const std::string& id);
  Result<wire::StartWorkflowExecutionResponse> start(wire::StartWorkflowExecutionRequest request);
  static wire::StartWorkflowExecutionRequest start_request(const std::string& id);
  Status signal(const std::string& id, const std::string& name);
  Status cancel(const std::string& id);
  Status terminate(const std::string& id, const std::string& reason);
  Result<wire::DescribeWorkflowExecutionResponse> describe(const std::string& id,
                                                           const std::string& run_id = {});
  /// All pages. One line an event: "3 WorkflowTaskStarted".
  std::vector<std::string> events(const std::string& id, const std::string& run_id = {});
  std::vector<history::HistoryEvent> history_of(const std::string& id, const std::string& run_id = {});
  /// Waits for the close event.
  Result<history::HistoryEvent> result(const std::string& id);
  std::int64_t count(const std::string& query = {});

  // --- a worker in the process ---
  wire::PollWorkflowTaskQueueResponse poll_workflow_task(const std::string& queue = "queue");
  Status complete(const wire::PollWorkflowTaskQueueResponse& task, std::vector<command::Command> commands,
                  const std::string& sticky_queue = {});
  Status fail(const wire::PollWorkflowTaskQueueResponse& task, const std::string& message);
  wire::PollActivityTaskQueueResponse poll_activity_task(const std::string& queue = "queue");
  Status complete(const wire::PollActivityTaskQueueResponse& task);
  Status fail(const wire::PollActivityTaskQueueResponse& task, const std::string& message);

  /// What a call with this request answers.
  template <class Request, class Response>
  Result<Response> call(void (workers::Connection::*method)(Request, workers::Reply<Response>),
                        Request request) {
    auto promise = std::make_shared<std::promise<Result<Response>>>();
    std::future<Result<Response>> future = promise->get_future();
    (connection_.get()->*method)(request, [promise, request, diary = diary_](Result<Response> result) {
      if (diary != nullptr && result.ok()) diary->note_reply(request, *result);
      promise->set_value(std::move(result));
    });
    Result<Response> result = future.get();
    if (diary_ != nullptr) diary_->check();
    return result;
  }

 private:
  void open();
  void reopen(const Meddle& meddle);

  std::string path_;
  runtime::Options options_;
  const Wrap wrap_ = {};
  const Open open_store_ = {};
  int crashes_ = 0;
  bool meddled_with_ = false;
  std::unique_ptr<store::RecordingVfs> disk_;
  std::shared_ptr<ReleaseDiary> diary_;
  ManualClock clock_;
  std::shared_ptr<workers::EmbeddedConnection> connection_;
};

command::Command schedule_activity(const std::string& id, std::int32_t maximum_attempts = 0);
command::Command start_timer(const std::string& id, Duration delay);
command::Command complete_workflow();
command::Command continue_as_new();
/// With its parent's queue.
command::Command start_child(const std::string& id,
                             temporal::api::enums::v1::ParentClosePolicy policy =
                                 temporal::api::enums::v1::PARENT_CLOSE_POLICY_TERMINATE);
command::Command signal_external(const std::string& id);
command::Command cancel_external(const std::string& id);

}  // namespace skald::tests
