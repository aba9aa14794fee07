#include "tests/durability/fact.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/scenario/world.h"

namespace skald::durability {
namespace {

namespace history = ::temporal::api::history::v1;
using tests::World;

/// A file after a crash, asked whether facts hold.
class Witness {
 public:
  explicit Witness(const std::string& path)
      : world_([path] { return store::open_sqlite({.path = path}); }, {}) {}

  /// Empty: the fact holds.
  std::string contradict(const Fact& fact) {
    const std::string& workflow = fact.words.at(0);
    const std::string& detail = fact.words.at(1);
    switch (fact.kind) {
      case Fact::Kind::kStarted: return has(workflow, detail, "1 WorkflowExecutionStarted");
      case Fact::Kind::kSignalled:
        return after_tasks([&] { return signalled(workflow, detail, fact.words.at(2)); });
      case Fact::Kind::kSignalledSoOften:
        return signalled_so_often(workflow, detail, fact.words.at(2), std::stoi(fact.words.at(3)));
      case Fact::Kind::kCancelRequested:
        return after_tasks([&] { return has(workflow, detail, "WorkflowExecutionCancelRequested"); });
      case Fact::Kind::kTerminated: return has(workflow, detail, "WorkflowExecutionTerminated");
      case Fact::Kind::kActivityBegan: return began(workflow, detail, fact.words.at(2), fact.words.at(3));
      case Fact::Kind::kRead: return begins_with(workflow, detail, fact.words);
      case Fact::Kind::kClosed: return has(workflow, detail, fact.words.at(2));
      case Fact::Kind::kRecorded:
        return recorded(workflow, detail, fact.words.at(2) + " " + fact.words.at(3));
      case Fact::Kind::kHasOne: return has_one(workflow, detail, fact.words.at(2));
      case Fact::Kind::kActivityGiven: return given(workflow, detail, fact.words.at(2), fact.words.at(3));
      case Fact::Kind::kActivityBeat: return beat(workflow, detail, fact.words.at(2), fact.words.at(3));
      case Fact::Kind::kNamespace: return has_namespace(workflow, detail);
    }
    return "an unknown fact";
  }

  std::string quarantined() {
    const auto count = world_.engine().metrics().quarantined_runs.load();
    return count == 0 ? "" : std::to_string(count) + " runs are damaged";
  }

 private:
  /// What comes while a worker has a task is known, and written when that ends: the task of a worker on the
  /// port by its timeout.
  std::string after_tasks(const std::function<std::string()>& contradiction) {
    std::string found = contradiction();
    if (found.empty()) return found;
    world_.advance(std::chrono::minutes(1));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!(found = contradiction()).empty() && std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    return found;
  }

  std::string has(const std::string& workflow, const std::string& run, const std::string& event) {
    for (const std::string& line : world_.events(workflow, run)) {
      if (line.find(event) != std::string::npos) return "";
    }
    return workflow + " has no " + event;
  }

  std::string recorded(const std::string& workflow, const std::string& run, const std::string& line) {
    const auto events = world_.events(workflow, run);
    if (std::find(events.begin(), events.end(), line) != events.end()) return "";
    return workflow + " has no event " + line;
  }

  std::string has_one(const std::string& workflow, const std::string& run, const std::string& name) {
    const auto events = world_.events(workflow, run);
    const auto count = std::count_if(events.begin(), events.end(), [&](const std::string& line) {
      return line.substr(line.find(' ') + 1) == name;
    });
    if (count == 1) return "";
    return workflow + " has " + std::to_string(count) + " events " + name;
  }

  std::string signalled(const std::string& workflow, const std::string& run, const std::string& name) {
    const auto count = signals(world_.history_of(workflow, run), name);
    if (count == 1) return "";
    return workflow + " has the signal " + name + " " + std::to_string(count) + " times";
  }

  std::string signalled_so_often(const std::string& workflow, std::string run, const std::string& name,
                                 int expected) {
    std::ptrdiff_t count = 0;
    do {
      const auto events = world_.history_of(workflow, run);
      count += signals(events, name);
      run = events.front().workflow_execution_started_event_attributes().continued_execution_run_id();
    } while (!run.empty());
    if (count >= expected) return "";
    return workflow + " has the signal " + name + " " + std::to_string(count) + " times, not " +
           std::to_string(expected);
  }

  static std::ptrdiff_t signals(const std::vector<history::HistoryEvent>& events, const std::string& name) {
    return std::count_if(events.begin(), events.end(), [&](const auto& event) {
      return event.workflow_execution_signaled_event_attributes().signal_name() == name;
    });
  }

  // The event that scheduled the activity; 0: none.
  static std::int64_t scheduled(const std::vector<history::HistoryEvent>& events,
                                const std::string& activity) {
    for (const auto& event : events) {
      if (event.activity_task_scheduled_event_attributes().activity_id() == activity) return event.event_id();
    }
    return 0;
  }

  // An attempt that may have run must never be given out again: it has ended, or the next one is waiting.
  std::string began(const std::string& workflow, const std::string& run, const std::string& activity,
                    const std::string& attempt) {
    const auto events = world_.history_of(workflow, run);
    const std::int64_t id = scheduled(events, activity);
    for (const auto& event : events) {
      const auto& start = event.activity_task_started_event_attributes();
      if (id != 0 && start.scheduled_event_id() == id && start.attempt() >= std::stoi(attempt)) return "";
    }
    const auto description = world_.describe(workflow, run);
    if (!description.ok()) return description.error().message;
    for (const auto& pending : description->pending_activities()) {
      if (pending.activity_id() == activity && pending.attempt() > std::stoi(attempt)) return "";
    }
    if (is_over(events)) return "";  // with the activity unfinished
    return workflow + " would run attempt " + attempt + " of activity " + activity + " again";
  }

  // It is with its worker still, or was.
  std::string given(const std::string& workflow, const std::string& run, const std::string& activity,
                    const std::string& attempt) {
    const auto description = world_.describe(workflow, run);
    if (!description.ok()) return description.error().message;
    for (const auto& pending : description->pending_activities()) {
      if (pending.activity_id() == activity && pending.attempt() == std::stoi(attempt) &&
          pending.state() == temporal::api::enums::v1::PENDING_ACTIVITY_STATE_STARTED)
        return "";
    }
    return began(workflow, run, activity, attempt);
  }

  // The number of the last heartbeat that is known is not smaller, if the activity still goes on.
  std::string beat(const std::string& workflow, const std::string& run, const std::string& activity,
                   const std::string& number) {
    const auto description = world_.describe(workflow, run);
    if (!description.ok()) return description.error().message;
    for (const auto& pending : description->pending_activities()) {
      if (pending.activity_id() != activity) continue;
      const auto& details = pending.heartbeat_details();
      if (details.payloads_size() == 1 && std::stoi(details.payloads(0).data()) >= std::stoi(number))
        return "";
      return workflow + " does not know heartbeat " + number + " of activity " + activity;
    }
    return "";
  }

  std::string has_namespace(const std::string& name, const std::string& expected) {
    temporal::api::workflowservice::v1::DescribeNamespaceRequest request;
    request.set_namespace_(name);
    const auto found = world_.call(&workers::Connection::describe_namespace, request);
    if (!found.ok()) return found.error().message;
    if (found->namespace_info().description() == expected) return "";
    return "namespace " + name + " has the description " + found->namespace_info().description();
  }

  static bool is_over(const std::vector<history::HistoryEvent>& events) {
    return !events.empty() && (events.back().has_workflow_execution_terminated_event_attributes() ||
                               events.back().has_workflow_execution_completed_event_attributes());
  }

  std::string begins_with(const std::string& workflow, const std::string& run,
                          const std::vector<std::string>& words) {
    const auto events = world_.events(workflow, run);
    for (std::size_t i = 2; i < words.size(); ++i) {
      const std::size_t index = i - 2;
      const std::string now = index < events.size() ? events[index] : "nothing";
      const std::string expected = std::to_string(index + 1) + " " + words[i];
      if (now != expected) return workflow + " had event " + expected + ", and now has " + now;
    }
    return "";
  }

  World world_;
};

}  // namespace

std::string Fact::to_line() const {
  std::string line = std::to_string(static_cast<int>(kind));
  for (const std::string& word : words) line += " " + word;
  return line;
}

Fact Fact::from_line(const std::string& line) {
  std::istringstream stream(line);
  Fact fact;
  int kind = 0;
  stream >> kind;
  fact.kind = static_cast<Kind>(kind);
  for (std::string word; stream >> word;) fact.words.push_back(word);
  return fact;
}

std::vector<std::string> contradictions(const std::string& path, const std::vector<Fact>& facts) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) found.push_back(sentence);
  };
  try {
    Witness witness(path);
    add(witness.quarantined());
    for (const Fact& fact : facts) {
      try {
        add(witness.contradict(fact));
      } catch (const std::exception& error) {
        add(fact.to_line() + ": " + error.what());
      }
    }
  } catch (const std::exception& error) {
    add(std::string("the file does not open: ") + error.what());
  }
  return found;
}

}  // namespace skald::durability
