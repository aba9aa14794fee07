#include "engine/service/event_reader.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

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

// A page that starts in the file, continued with the tail that stood in memory when it was asked for.
Result<EventPage> read_page(store::Reader& reader, store::RunNumber number, store::Seq last,
                            std::int64_t from, std::size_t max_batches, const Tail& tail) {
  auto batches = reader.history(number, last, from, max_batches);
  if (!batches.ok()) return std::move(batches).error();
  EventPage page;
  std::int64_t next = from;
  for (const store::HistoryBatch& batch : *batches) {
    temporal::api::history::v1::History part;
    if (!part.ParseFromString(batch.events)) {
      return Error{Code::kDataLoss,
                   "history batch at event " + std::to_string(batch.first_event_id) + " of run number " +
                       std::to_string(number) + " cannot be read",
                   {}};
    }
    for (auto& event : *part.mutable_events()) {
      if (event.event_id() >= from) page.history.add_events()->Swap(&event);
    }
    next = batch.first_event_id + batch.event_count;
  }
  if (batches->size() < max_batches) {
    add_tail(tail, next, max_batches - batches->size(), page);
  } else {
    page.next_event_id = next;
  }
  return page;
}

}  // namespace

void read_events(runtime::Engine& engine, runtime::Shard& shard, const runtime::Run& run, std::int64_t from,
                 std::size_t max_batches, PageReply done) {
  from = std::max<std::int64_t>(from, 1);
  const std::int64_t end = run.state.next_event_id();
  if (from >= run.tail_first_event_id() || from >= end) {
    EventPage page;
    add_tail(tail_of(run), from, max_batches, page);
    return done(shard, std::move(page));
  }
  engine.loader().post([&shard, tail = tail_of(run), number = run.number, last = run.before_tail(), from,
                        max_batches, end, done = std::move(done)](store::Reader& reader) {
    Result<EventPage> page = read_page(reader, number, last, from, max_batches, tail);
    if (page.ok() && page->next_event_id >= end) page->next_event_id = 0;
    shard.post([done = std::move(done), page = std::move(page)](runtime::Shard& self) mutable {
      done(self, std::move(page));
    });
  });
}

}  // namespace skald::service
