#pragma once

#include <cstdint>
#include <functional>

#include <temporal/api/history/v1/message.pb.h>

#include "engine/runtime/engine.h"

namespace skald::service {

/// A page of a run's history.
struct EventPage {
  temporal::api::history::v1::History history;
  /// Where the next page starts; 0: this was the last one.
  std::int64_t next_event_id = 0;
};

using PageReply = std::function<void(runtime::Shard&, Result<EventPage>)>;

/// Most batches of one page, as in Temporal (temporal-server.md 3.16: the page size counts batches).
inline constexpr std::size_t kPageBatches = 256;

/// How many batches may be read at once of a run's history: all of a page, or few if it is so long that they
/// could be more than clients take (128 MB; signals that wait for a worker may come to more).
std::size_t batches_at_once(const core::RunState& state);

/// Reads events from `from` on, whole batches, at most `max_batches` and not many megabytes; from memory what
/// is there, the rest from the file on another thread. Called on the run's shard; so is `done`, perhaps
/// before the call returns.
void read_events(runtime::Engine& engine, runtime::Shard& shard, const runtime::Run& run, std::int64_t from,
                 std::size_t max_batches, PageReply done);

/// Tells `done` why the events of a run could not be read: a run that was deleted while it was read is not
/// found; for any other it is `error`. Called on the run's shard, as is `done`.
void explain_unread(runtime::Shard& shard, const runtime::RunKey& key, Error error,
                    std::function<void(runtime::Shard&, Error)> done);

}  // namespace skald::service
