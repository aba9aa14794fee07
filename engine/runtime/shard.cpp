#include "engine/runtime/shard.h"

#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/base/ids.h"

namespace skald::runtime {
namespace {

thread_local Shard* current_shard = nullptr;

// Polls that came since the last look expire at most this much late; their workers have a second to spare.
constexpr Duration kPollCheck = std::chrono::milliseconds(250);
constexpr Duration kPollPause = std::chrono::milliseconds(100);
constexpr auto kBetweenPacking = std::chrono::milliseconds(2);

}  // namespace

Shard::Shard(const ShardParts& parts) : parts_(parts) {}

Shard::~Shard() { stop(); }

void Shard::start() {
  thread_ = std::thread([this] { loop(); });
}

void Shard::post(Work work) {
  if (current_shard == this) {
    local_.push_back(std::move(work));
  } else {
    inbox_.put(std::move(work));
  }
}

void Shard::stop() {
  if (!thread_.joinable()) return;  // never started, or stopped
  inbox_.put([](Shard& shard) { shard.derive_all(); });
  inbox_.close();
  thread_.join();
}

void Shard::loop() {
  current_shard = this;
  run_local();
  std::vector<Work> batch;
  while (inbox_.take(batch, next_wake())) {
    for (Work& work : batch) {
      work(*this);
      run_local();
    }
    between_batches();
  }
  parts_.pipeline.kick();
  current_shard = nullptr;
}

// Work that this thread made for itself. What one request leads to stands in one batch as far as possible.
void Shard::run_local() {
  while (!local_.empty()) {
    std::vector<Work> now;
    now.swap(local_);
    for (Work& work : now) work(*this);
  }
}

void Shard::between_batches() {
  const Time now = parts_.options.clock->now();
  fire(now);
  expire_waiters(now);
  if (parts_.index == 0 && now >= next_poll_check_) {
    const std::optional<Time> earliest = parts_.matching.expire(now);
    // Each look goes through all polls, of which there may be ten thousand.
    next_poll_check_ = std::clamp(earliest.value_or(now + kPollCheck), now + kPollPause, now + kPollCheck);
  }
  if (parts_.index == 0 && parts_.on_tick) parts_.on_tick(now);
  run_local();
  derive_old();
  erase_dying();
  drop_idle_runs();
  parts_.pipeline.kick();
}

std::optional<std::chrono::steady_clock::time_point> Shard::next_wake() {
  // Never longer than this, because a wall clock may be set.
  constexpr auto kLongest = std::chrono::seconds(1);
  const auto steady = std::chrono::steady_clock::now();
  const Time now = parts_.options.clock->now();
  auto until = steady + kLongest;
  const auto consider = [&](Time at) {
    if (at < now + kLongest) until = std::min(until, steady + (at > now ? at - now : Duration::zero()));
  };
  if (!wakes_.empty()) consider(wakes_.top().at);
  if (!waiter_deadlines_.empty()) consider(waiter_deadlines_.begin()->first.first);
  if (parts_.index == 0) consider(next_poll_check_);
  if (!dirty_.empty()) until = std::min(until, dirty_.front().since + parts_.options.derived_age);
  if (packs_on_) until = std::min(until, steady + kBetweenPacking);
  return until;
}

core::Context Shard::context() const {
  const Time now = parts_.options.clock->now();
  return core::Context{.now = now,
                       .limits = parts_.options.limits,
                       .new_run_id = time_ordered_uuid(now),
                       .incarnation = parts_.incarnation,
                       .search_attribute_types = nullptr};
}

void Shard::wait_for_events(Run& run, std::function<bool(Run&, bool)> wake, Duration at_most) {
  const Time deadline = api::later(parts_.options.clock->now(), waits_ended_ ? Duration::zero() : at_most);
  const std::uint64_t id = next_waiter_id_++;
  waiter_deadlines_.emplace(std::pair(deadline, id), run.number);
  run.waiters.push_back({id, deadline, std::move(wake)});
}

void Shard::expire_waiters(Time now) {
  while (!waiter_deadlines_.empty() && waiter_deadlines_.begin()->first.first <= now) {
    const auto [deadline, number] = *waiter_deadlines_.begin();
    waiter_deadlines_.erase(waiter_deadlines_.begin());
    const auto run = runs_.find(number);
    if (run == runs_.end()) continue;
    std::vector<EventWaiter>& waiters = run->second->waiters;
    for (auto waiter = waiters.begin(); waiter != waiters.end(); ++waiter) {
      if (waiter->id != deadline.second) continue;
      EventWaiter expired = std::move(*waiter);
      waiters.erase(waiter);
      expired.wake(*run->second, true);
      break;
    }
    maybe_droppable_.push_back(number);
  }
}

void Shard::recover(std::unique_ptr<Run> run) {
  const bool is_damaged = run->quarantine.has_value();
  if (run->first_uncovered != 0) {
    parts_.pipeline.mark_uncovered(run->first_uncovered);
    if (!is_damaged) dirty_.push_back({run->number, run->first_uncovered, std::chrono::steady_clock::now()});
  }
  // Whether a closed one is the newest of its workflow id is seen when somebody asks for that: a newer run
  // may stand in the file alone.
  Run& taken = insert(std::move(run), false);
  expect_fold(taken);
  if (is_damaged) return write_damage(taken);
  core::Decision lost = core::decide_worker_lost(taken.state, context());
  if (core::is_empty(lost.transition)) {
    refresh(taken);
  } else {
    commit(taken, std::move(lost));
  }
  keep_rows(taken);
  if (!taken.is_open() && taken.first_uncovered != 0) derive(taken);
  if (is_droppable(taken)) drop(taken);
}

void Shard::note_covered(const std::vector<Covered>& covered) {
  for (const Covered& done : covered) {
    const auto found = runs_.find(done.run);
    if (found == runs_.end()) continue;
    Run& run = *found->second;
    run.covered = std::max(run.covered, done.covered);
    run.trim_tail(run.covered);
    maybe_droppable_.push_back(run.number);
  }
}

}  // namespace skald::runtime
