#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/durability/diary.h"
#include "tests/server/port.h"

namespace skald::durability {

namespace wire = ::temporal::api::workflowservice::v1;

/// Clients and workers on the port of the engine, who note what the server told them. Calls that are refused
/// throw std::runtime_error. The end of a diary is the end of its server.
class WireDiary {
 public:
  explicit WireDiary(Diary& diary);

  tests::World& world() { return diary_.world(); }

  // --- a client ---
  void start(const std::string& workflow);
  /// All at once.
  void start_many(const std::vector<std::string>& workflows);
  void signal(const std::string& workflow, const std::string& name);
  void signal_with_start(const std::string& workflow, const std::string& name);
  void cancel(const std::string& workflow);
  void terminate(const std::string& workflow);
  /// Reads the history of the current run.
  void read(const std::string& workflow);
  /// Waits for the end.
  void result(const std::string& workflow);
  void register_namespace(const std::string& name, const std::string& description);

  /// An update on its way: wait() returns when it has come so far.
  class Update;
  enum class Until { kAccepted, kCompleted };
  std::shared_ptr<Update> update(const std::string& workflow, const std::string& id, Until stage);

  // --- a worker ---
  wire::PollWorkflowTaskQueueResponse take_task();
  void complete(const wire::PollWorkflowTaskQueueResponse& task,
                std::vector<tests::command::Command> commands);
  /// Answers the task, and gets the next one with the reply.
  wire::PollWorkflowTaskQueueResponse complete_and_take(const wire::PollWorkflowTaskQueueResponse& task,
                                                        std::vector<tests::command::Command> commands);
  void decide(std::vector<tests::command::Command> commands) { complete(take_task(), std::move(commands)); }
  /// Accepts the update that came with the task, or says its outcome.
  enum class Says { kAccepted, kCompleted, kBoth };
  void answer_update(const wire::PollWorkflowTaskQueueResponse& task, const std::string& id, Says says);

  wire::PollActivityTaskQueueResponse take_activity();
  void beat(const wire::PollActivityTaskQueueResponse& task, int number);
  void complete(const wire::PollActivityTaskQueueResponse& task);
  void fail(const wire::PollActivityTaskQueueResponse& task);

 private:
  using Kind = Fact::Kind;

  template <class Response>
  Response ask(const char* method, const google::protobuf::MessageLite& request);
  wire::RespondWorkflowTaskCompletedResponse send(const wire::RespondWorkflowTaskCompletedRequest& request,
                                                  const wire::PollWorkflowTaskQueueResponse& task);
  void note_history(const std::string& workflow, const std::string& run,
                    const temporal::api::history::v1::History& history);
  void note_activity(Kind kind, const wire::PollActivityTaskQueueResponse& task, const std::string& word);

  Diary& diary_;
  const std::unique_ptr<server::Server> server_;
  server_tests::RawClient client_;
  std::map<std::string, std::string> runs_;
};

class WireDiary::Update {
 public:
  Update(WireDiary& diary, std::string workflow, Until stage,
         std::shared_ptr<server_tests::PendingAnswer> answer)
      : diary_(diary), workflow_(std::move(workflow)), stage_(stage), answer_(std::move(answer)) {}
  void wait();

 private:
  WireDiary& diary_;
  const std::string workflow_;
  const Until stage_;
  const std::shared_ptr<server_tests::PendingAnswer> answer_;
};

}  // namespace skald::durability
