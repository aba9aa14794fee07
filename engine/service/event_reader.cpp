#include "engine/service/event_reader.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "engine/api/stored_message.h"
#include "engine/service/refusals.h"

namespace skald::service {
namespace {

using Tail = std::vector<std::shared_ptr<const core::Transition>>;

// Adds whole batches of the tail, beginning with the one that contains `from`.
void add_tail(const Tail& tail, std::int64_t from, std::size_t max_batches, EventPage& page) {
  std::size_t batches = 0;
  for (const auto& transition : tail) {
    const int count = transition->events_size();
    if (count == 0 || transition->events(count - 1).event_id() < from) continue;
    if (batches++ == max_batches) {
      page.next_event_id = transition->events(0).event_id();
      return;
    }
    for (const auto& event : transition->events()) {
      if (event.event_id() >= from) *page.history.add_events() = event;
    }
  }
}

Tail tail_of(const runtime::Run& run) {
  Tail tail;
  tail.reserve(run.tail.size());
  for (const runtime::TailBatch& batch : run.tail) tail.push_back(batch.transition);
  return tail;
}

// A page that is this long ends.
constexpr std::size_t kPageBytes = 16u << 20;
constexpr std::size_t kFewBatches = 8;

// Where the events of a run stand in the file.
struct Stored {
  store::RunNumber number = 0;
  store::Seq last = 0;
  std::size_t step = 0;  // batches to be read at once
};

Status add_batch(const store::HistoryBatch& batch, store::RunNumber number, std::int64_t from,
                 EventPage& page) {
  temporal::api::history::v1::History part;
  if (!api::parse_stored(batch.events, part)) {
    return Error{Code::kDataLoss,
                 "history batch at event " + std::to_string(batch.first_event_id) + " of run number " +
                     std::to_string(number) + " cannot be read",
                 {}};
  }
  for (auto& event : *part.mutable_events()) {
    if (event.event_id() >= from) page.history.add_events()->Swap(&event);
  }
  return {};
}

// A page that starts in the file, continued with the tail that stood in memory when it was asked for.
Result<EventPage> read_page(store::Reader& reader, const Stored& stored, std::int64_t from,
                            std::size_t max_batches, const Tail& tail) {
  EventPage page;
  std::size_t bytes = 0;
  std::int64_t next = from;
  for (std::size_t left = max_batches;;) {
    const std::size_t step = std::min(left, stored.step);
    auto batches = reader.history(stored.number, stored.last, next, step);
    if (!batches.ok()) return std::move(batches).error();
    for (const store::HistoryBatch& batch : *batches) {
      SKALD_TRY(add_batch(batch, stored.number, from, page));
      next = batch.first_event_id + batch.event_count;
      bytes += batch.events.size();
    }
    left -= batches->size();
    if (batches->size() < step) {
      add_tail(tail, next, left, page);
      return page;
    }
    if (left == 0 || bytes >= kPageBytes) {
      page.next_event_id = next;
      return page;
    }
  }
}

}  // namespace

std::size_t batches_at_once(const core::RunState& state) {
  return state.history_size_bytes() > static_cast<std::int64_t>(kPageBytes) ? kFewBatches : kPageBatches;
}

void read_events(runtime::Engine& engine, runtime::Shard& shard, const runtime::Run& run, std::int64_t from,
                 std::size_t max_batches, PageReply done) {
  from = std::max<std::int64_t>(from, 1);
  const std::int64_t end = run.state.next_event_id();
  if (from >= run.tail_first_event_id() || from >= end) {
    EventPage page;
    add_tail(tail_of(run), from, max_batches, page);
    return done(shard, std::move(page));
  }
  const Stored stored{.number = run.number, .last = run.before_tail(), .step = batches_at_once(run.state)};
  engine.loader().post([&shard, key = run.key, tail = tail_of(run), stored, from, max_batches, end,
                        done = std::move(done)](store::Reader& reader) {
    Result<EventPage> page = read_page(reader, stored, from, max_batches, tail);
    if (page.ok() && page->next_event_id >= end) page->next_event_id = 0;
    shard.post([key, done, page = std::move(page)](runtime::Shard& self) mutable {
      if (page.ok()) return done(self, std::move(page));
      explain_unread(self, key, std::move(page).error(), std::move(done));
    });
  });
}

void explain_unread(runtime::Shard& shard, const runtime::RunKey& key, Error error,
                    std::function<void(runtime::Shard&, Error)> done) {
  if (error.code != Code::kDataLoss) return done(shard, std::move(error));
  shard.with_run(key, [key, error = std::move(error), done = std::move(done)](
                          runtime::Shard& self, const Result<runtime::Run*>& found) {
    const bool is_deleted = found.ok() && *found == nullptr;
    done(self, is_deleted ? run_not_found(key) : error);
  });
}

}  // namespace skald::service
