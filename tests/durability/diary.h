#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/durability/fact.h"
#include "tests/scenario/world.h"

namespace skald::durability {

/// Clients and workers that note what they are told. Calls that are refused throw std::runtime_error.
class Diary {
 public:
  using Note = std::function<void(const Fact&)>;
  Diary(tests::World& world, Note note) : world_(world), note_(std::move(note)) {}

  tests::World& world() { return world_; }
  /// Notes what somebody was told who did not ask by this diary.
  void note(Fact::Kind kind, std::vector<std::string> words) { note_({kind, std::move(words)}); }

  // --- a client ---
  void start(const std::string& workflow);
  /// Ends the run that goes on and starts another.
  void start_instead(const std::string& workflow);
  void signal(const std::string& workflow, const std::string& name);
  /// Notes the signal before it is sent: what an engine would do that answers before it has synced.
  void signal_told_too_early(const std::string& workflow, const std::string& name);
  void cancel(const std::string& workflow);
  void terminate(const std::string& workflow);
  /// Reads the history of the current run.
  void read(const std::string& workflow);
  /// Waits for the end.
  void result(const std::string& workflow);
  void list();

  // --- a worker ---
  /// Takes the next workflow task and answers it. Nobody outside hears of that.
  void decide(std::vector<tests::command::Command> commands);
  /// Takes the next activity: from here on it may have had its effect.
  tests::wire::PollActivityTaskQueueResponse take_activity();
  /// What it came to. The engine answers at once: a crash takes the worker with it, so nobody outside knows.
  void complete(const tests::wire::PollActivityTaskQueueResponse& task);
  void fail(const tests::wire::PollActivityTaskQueueResponse& task);

 private:
  std::string run_of(const std::string& workflow);

  tests::World& world_;
  const Note note_;
};

}  // namespace skald::durability
