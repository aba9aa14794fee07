#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using namespace std::chrono_literals;

// A workflow that does whatever its seed says: every kind of call, in scopes, on several fibers, cancelled at
// any time.
class RandomBody {
 public:
  explicit RandomBody(unsigned seed) : dice_(seed) {}

  Payload run(int depth) {
    for (int step = 0; step < 12; ++step) try {
        take_step(depth);
      } catch (const CancelledError&) {
        text_ += 'c';
      } catch (const ActivityError&) {
        text_ += 'f';
      }
    return json(text_);
  }
  void approve() { ++approvals_; }

 private:
  int pick(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }

  detail::OperationRef any_operation() {
    return begun_.empty() ? nullptr : begun_[static_cast<std::size_t>(pick(static_cast<int>(begun_.size())))];
  }

  void take_step(int depth) {
    switch (pick(11)) {
      case 0:
      case 1: begun_.push_back(start("work", {.wait_for_cancellation = pick(3) == 0})); break;
      case 2: begun_.push_back(timer(1s)); break;
      case 3:
        if (const auto operation = any_operation()) text_ += get(operation).substr(0, 1);
        break;
      case 4:
        if (const auto operation = any_operation()) detail::cancel(operation);
        break;
      case 5:
        if (depth < 2)
          begun_.push_back(detail::spawn([this, depth] { return run(depth + 1); }, Site::current()));
        break;
      case 6: {
        const int wanted = approvals_ + 1;
        text_ += detail::wait_until(
                     pick(2) == 0 ? 5s : 0s, [&] { return approvals_ >= wanted; }, Site::current())
                     ? 'y'
                     : 'n';
        break;
      }
      case 7:
        detail::run_in_scope(detail::make_scope(pick(2) == 0), [this] {
          begun_.push_back(start("scoped"));
          if (pick(2) == 0) detail::cancel_scope(detail::current_scope(), "dice");
        });
        break;
      case 8:
        if (begun_.size() >= 2) text_ += std::to_string(detail::wait_any({begun_[0], begun_.back()}));
        break;
      case 9:
        if (begun_.size() >= 2) detail::order_commands({begun_.back(), begun_[begun_.size() - 2]});
        break;
      default: text_ += std::to_string(detail::random_bits() % 10); break;
    }
  }

  std::mt19937 dice_;
  std::vector<detail::OperationRef> begun_;
  std::string text_;
  int approvals_ = 0;
};

detail::WorkflowDefinition random_workflow(unsigned seed) {
  return define([seed] {
    auto body = std::make_shared<RandomBody>(seed);
    Script script;
    script.run = [body](const Payloads&) { return body->run(0); };
    script.signals["approve"] = [body](const Payloads&) { body->approve(); };
    return script;
  });
}

// The server's side: what is pending, and random things that happen to it.
class RandomServer {
 public:
  RandomServer(Story& story, unsigned seed) : story_(story), dice_(seed) {}

  // Learns what the commands since the last call began and ended.
  void read() {
    for (; read_ < story_.server().history().events_size(); ++read_) {
      const HistoryEvent& event = story_.server().history().events(read_);
      if (event.has_activity_task_scheduled_event_attributes()) pending_.insert(event.event_id());
      if (event.has_timer_started_event_attributes()) pending_.insert(event.event_id());
      if (event.has_timer_canceled_event_attributes()) {
        pending_.erase(event.timer_canceled_event_attributes().started_event_id());
      }
    }
  }

  void something_happens() {
    read();
    HistoryBuilder& server = story_.server();
    const auto what = dice_() % 12;
    if (what == 0) server.cancel_requested("");
    if (what == 1 || what == 2) server.signaled("approve");
    if (what <= 2 || pending_.empty()) return;
    const auto chosen = std::next(pending_.begin(), static_cast<long>(dice_() % pending_.size()));
    const std::int64_t id = *chosen;
    pending_.erase(chosen);
    if (server.history().events(static_cast<int>(id) - 1).has_timer_started_event_attributes()) {
      server.timer_fired(id);
      return;
    }
    if (what == 3) {
      server.activity_failed(id, "Dice", "rolled");
    } else if (what == 4) {
      server.activity_canceled(id);
    } else {
      server.activity_started(id);
      server.activity_completed(id, "r");
    }
  }

 private:
  Story& story_;
  std::mt19937 dice_;
  std::set<std::int64_t> pending_;
  int read_ = 0;
};

bool is_closed(const Story& story) {
  for (const auto& command : story.completion().commands()) {
    if (command.has_complete_workflow_execution_command_attributes()) return true;
    if (command.has_fail_workflow_execution_command_attributes()) return true;
    if (command.has_cancel_workflow_execution_command_attributes()) return true;
  }
  return false;
}

TEST(RandomStory, of_any_seed_does_the_same_cached_evicted_and_replayed) {
  constexpr unsigned kStories = 400;
  constexpr int kTasks = 40;
  std::random_device device;
  const unsigned first = device();
  int closed = 0;
  for (unsigned seed = first; seed != first + kStories && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story story(random_workflow(seed));
    RandomServer server(story, seed ^ 0x5eedu);
    for (int task = 0; task < kTasks && !is_closed(story) && !testing::Test::HasFailure(); ++task) {
      story.meanwhile([&server](Story& then) {
        if (!is_closed(then)) server.something_happens();
      });
      story.task();
      if (!is_closed(story)) server.something_happens();
    }
    closed += is_closed(story) ? 1 : 0;
  }
  // Most stories come to an end, else they would prove little.
  EXPECT_GT(closed, static_cast<int>(kStories / 4)) << "first seed " << first;
}

}  // namespace
}  // namespace skald::replay_tests
