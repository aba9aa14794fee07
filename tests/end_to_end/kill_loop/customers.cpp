#include "tests/end_to_end/kill_loop/customers.h"

#include <random>
#include <thread>

#include "engine/base/ids.h"
#include "tests/end_to_end/kill_loop/stories.h"

namespace skald::kill_loop {
namespace {

// What a client sees of a workflow's end.
template <class TypedHandle>
std::string outcome(const TypedHandle& handle) {
  try {
    return to_json(handle.result());
  } catch (const WorkflowFailedError&) {
    return "failed";
  } catch (const CancelledError&) {
    return "cancelled";
  }
}

// The run may have ended by what an earlier process was told to do, or an earlier try whose answer was lost.
template <class Tell>
void unless_ended(const Tell& tell) {
  try {
    tell();
  } catch (const ClientError& error) {
    if (error.code() != ClientErrorCode::kNotFound) throw;
  }
}

}  // namespace

void Customers::start_stories(unsigned seed) {
  std::minstd_rand random(seed);
  while (!closed_) start_one(std::uniform_int_distribution(0, 6)(random));
}

void Customers::start_one(int kind) {
  const std::string id = random_uuid();
  const StartOptions options{.id = id, .task_queue = kTaskQueue, .task_timeout = task_timeout_};
  const auto note = [this](auto handle) {
    ledger_.append({"started", handle.workflow_id(), handle.run_id()});
    return handle;
  };
  switch (kind) {
    case 0: return await(note(client_.start<deliver>(options, Delivery{id, false})));
    case 1: return await(note(client_.start<deliver>(options, Delivery{id, true})));
    case 2: return await(note(client_.start<remind>(options, 3)));
    case 3: return await(note(client_.start<countdown>(options, 2)));
    case 4: return await(note(client_.start<fan_out>(options, id)));
    case 5: {
      const auto sleeper = note(client_.start<long_sleep>(options, id));
      unless_ended([&] { cancel(sleeper); });
      return await(sleeper);
    }
    default: {
      const auto approval = note(client_.start<Approval>(options, kVotes));
      unless_ended([&] { vote(approval); });
      return await(approval);
    }
  }
}

void Customers::vote(const HandleOf<Approval>& approval) {
  for (int number = 1; number <= kVotes; ++number) {
    const std::string token = random_uuid();
    approval.signal<&Approval::approve>(Vote{number, token});
    ledger_.append({"signalled", approval.workflow_id(), token});
  }
}

void Customers::cancel(const WorkflowHandle& handle) {
  handle.cancel("enough");
  ledger_.append({"cancelled", handle.workflow_id()});
}

template <class TypedHandle>
void Customers::await(const TypedHandle& handle) {
  const std::string text = outcome(handle);
  ledger_.append({"ended", handle.workflow_id(), text});
}

bool Customers::finish_open_runs() {
  const auto open = end_to_end::list_runs(*connection_, "ExecutionStatus = 'Running'");
  std::vector<std::thread> threads;
  threads.reserve(open.size());
  for (const auto& run : open) threads.emplace_back([this, &run] { finish(run); });
  for (std::thread& thread : threads) thread.join();
  return !open.empty();
}

void Customers::finish(const end_to_end::RunName& run) {
  if (run.type == "Approval") {
    const auto approval = client_.handle<Approval>(run.workflow_id);
    unless_ended([&] { vote(approval); });
    return await(approval);
  }
  if (run.type == "long_sleep") {
    const auto sleeper = client_.handle<long_sleep>(run.workflow_id);
    unless_ended([&] { cancel(sleeper); });
    return await(sleeper);
  }
  if (run.type == "deliver") return await(client_.handle<deliver>(run.workflow_id));
  if (run.type == "remind") return await(client_.handle<remind>(run.workflow_id));
  if (run.type == "countdown") return await(client_.handle<countdown>(run.workflow_id));
  if (run.type == "fan_out") return await(client_.handle<fan_out>(run.workflow_id));
}

}  // namespace skald::kill_loop
