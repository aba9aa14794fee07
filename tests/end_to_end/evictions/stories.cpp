#include "tests/end_to_end/evictions/stories.h"

#include "tests/end_to_end/connection_calls.h"
#include "tests/end_to_end/evictions/workflows.h"
#include "tests/end_to_end/gates.h"

namespace skald::evictions {
namespace {

using end_to_end::await_tasks;

StartOptions options(const std::string& id) { return {.id = id, .task_queue = kTaskQueue}; }

void open(const std::string& gate) { end_to_end::Gates::of_process().open(gate); }

// Waits for the end, good or bad.
template <class TypedHandle>
void await(const TypedHandle& handle) {
  try {
    handle.result();
  } catch (const WorkflowError&) {
  }
}

// A workflow that nothing happens to.
template <auto F, class... A>
Story alone(std::string name, A... arguments) {
  return {std::move(name), [=](Stage& stage, const std::string& id) {
            await(stage.client.start<F>(options(id), arguments...));
          }};
}

// Activities that end one after another, each in a workflow task of its own.
template <auto F>
Story in_order(std::string name, std::vector<std::string> order, int tasks_for_each = 1) {
  return {std::move(name), [=](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<F>(options(id), id);
            int tasks = 1;
            for (const std::string& gate : order) {
              await_tasks(*stage.connection, id, tasks);
              open(id + gate);
              tasks += tasks_for_each;
            }
            await(handle);
          }};
}

// A workflow whose activity goes on when the workflow has gone on without it.
template <auto F>
Story left_behind(std::string name, std::string gate) {
  return {std::move(name), [=](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<F>(options(id), id);
            await(handle);
            open(id + gate);
          }};
}

Story timeout() {
  return {"an attempt that takes too long", [](Stage& stage, const std::string& id) {
            await(stage.client.start<second_attempt_in_time>(options(id)));
            open(id + "/slow");
          }};
}

Story ballot() {
  return {"signals to a class", [](Stage& stage, const std::string& id) {
            const auto ballot = stage.client.start<Ballot>(options(id), 3);
            for (int task = 1; task <= 5; task += 2) {
              await_tasks(*stage.connection, id, task);
              ballot.signal<&Ballot::vote>("name " + std::to_string(task));
            }
            await(ballot);
          }};
}

Story words() {
  return {"signals to a function", [](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<two_signals>(options(id));
            await_tasks(*stage.connection, id, 1);
            handle.signal("word", std::string("one "));
            await_tasks(*stage.connection, id, 3);
            handle.signal("word", std::string("two"));
            await(handle);
          }};
}

Story cancelled_sleep() {
  return {"cancelled, and cleans up", [](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<cleans_up>(options(id));
            await_tasks(*stage.connection, id, 1);
            handle.cancel("enough");
            await(handle);
          }};
}

Story last_word() {
  return {"cancelled, and waits for its activity", [](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<waits_for_the_last_word>(options(id), id);
            await_tasks(*stage.connection, id, 1);
            handle.cancel();
            await_tasks(*stage.connection, id, 2);
            open(id + "/last");
            await(handle);
          }};
}

Story saga_cancelled_midway() {
  return {"a saga cancelled in its second step", [](Stage& stage, const std::string& id) {
            const auto handle = stage.client.start<travel>(options(id), Trip{{}, id});
            await_tasks(*stage.connection, id, 2);
            handle.cancel();
            await(handle);
            open(id + "/hotel");
          }};
}

Story saga(const std::string& name, std::vector<std::string> refuses) {
  return alone<travel>("a saga " + name, Trip{std::move(refuses), ""});
}

}  // namespace

std::vector<Story> stories() {
  return {alone<two_steps>("activities", std::string("text")),
          alone<third_time_lucky>("an activity that is tried again"),
          alone<fails_for_good>("an activity that fails for good"),
          timeout(),
          alone<naps>("timers", 4),
          alone<waits_too_long>("a condition that never holds"),
          alone<same_after_replay>("random values and time"),
          ballot(),
          words(),
          in_order<three_at_once>("all of three", {"/3", "/1", "/2"}),
          in_order<gathers>("any of three, three times", {"/2", "/3", "/1"}),
          in_order<fibers>("spawned fibers", {"/2", "/1"}, 2),
          left_behind<first_of_two>("a timer that wins over an activity", "/never"),
          left_behind<scope_in_vain>("a cancelled scope", "/scoped"),
          cancelled_sleep(),
          last_word(),
          alone<rounds>("continue-as-new", 2),
          saga("that arrives", {}),
          saga("whose first step fails", {"car"}),
          saga("whose second step fails", {"hotel"}),
          saga("whose third step fails", {"flight"}),
          saga("whose compensation fails", {"flight", "refund"}),
          saga_cancelled_midway()};
}

void register_stories(Worker& worker) {
  worker.add_workflows<two_steps, third_time_lucky, fails_for_good, second_attempt_in_time, naps,
                       waits_too_long, same_after_replay, gathers, three_at_once, fibers, first_of_two,
                       two_signals, rounds, cleans_up, waits_for_the_last_word, scope_in_vain, travel>();
  worker.add_workflows<Ballot>();
  worker.add_activities<echo, lucky_at_three, refuse, slow_at_first, gated, book_car, return_car, book_hotel,
                        cancel_hotel, book_flight>();
}

}  // namespace skald::evictions
