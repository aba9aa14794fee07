#pragma once

#include <string>
#include <vector>

#include "engine/core/update.h"
#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {

/// What a worker says of the update `id`.
protocol::Message accept(const std::string& id);
protocol::Message respond(const std::string& id, const std::string& result = "done");
protocol::Message reject(const std::string& id, const std::string& why = "not like this");
/// The command that puts a message in its place.
Command say(const protocol::Message& message);

/// A run whose clients ask for updates. The updates that it has not answered live here, as in the engine's
/// memory.
class UpdatesUnderTest {
 public:
  explicit UpdatesUnderTest(Worker worker = Worker::kOnPort) : run(worker) {}

  RunUnderTest run;
  AdmittedUpdates admitted;

  Result<UpdateAdmission> try_update(const std::string& id);
  /// A new update is admitted.
  void update(const std::string& id);
  /// A worker takes the task; the ids of the messages that come with it.
  std::vector<std::string> take_task(Holds history = Holds::kWholeHistory);

  struct Answer {
    std::vector<protocol::Message> messages = {};
    std::vector<Command> commands = {};
    bool forces_task = false;
    bool wants_task = false;
    bool can_discard = false;
  };
  Result<CompletedWorkflowTask> try_complete(const Answer& answer);
  CompletedWorkflowTask complete(const Answer& answer);
};

}  // namespace skald::core::test
