#include "engine/store/sqlite/folder.h"

#include "engine/store/row_errors.h"

namespace skald::store {

Status Folder::fold(const Connection& connection, const Fold& fold) {
  SKALD_TRY(check_covered(connection, fold));
  auto walk = collect(connection, fold);
  if (!walk) return walk.error();
  if (*walk == Walk::kAlreadyFolded) return {};
  SKALD_TRY(check_events(fold.run));
  SKALD_TRY(write_chunks(connection, fold.run));
  for (const Row& row : rows_) SKALD_TRY(Query(connection, delete_row_).integer(row.seq).run());
  return {};
}

Status Folder::check_covered(const Connection& connection, const Fold& fold) {
  Query row(connection, covered_);
  auto found = row.integer(fold.run).next();
  if (!found) return found.error();
  if (!*found || row.number_at(0) < fold.through) return not_covered(fold);
  return {};
}

/// Walks back from the newest row to the run's first or to the newest folded one.
Result<Folder::Walk> Folder::collect(const Connection& connection, const Fold& fold) {
  rows_.clear();
  bytes_.clear();
  before_ = {};
  Seq seq = fold.through;
  while (seq != 0) {
    auto prev = take_row(connection, fold.run, seq);
    if (prev) {
      seq = *prev;
      continue;
    }
    if (prev.error().code != Code::kNotFound) return prev.error();
    auto end = folded_ends_.find(connection, fold.run);
    if (!end) return end.error();
    if (rows_.empty() && end->last >= seq) return Walk::kAlreadyFolded;
    if (end->last != seq) return missing_row(fold.run, seq);
    before_ = *end;
    break;
  }
  return Walk::kComplete;
}

/// Appends the row to rows_ and returns its prev.
Result<Seq> Folder::take_row(const Connection& connection, RunNumber run, Seq seq) {
  Query query(connection, row_);
  auto found = query.integer(seq).next();
  if (!found) return found.error();
  if (!*found) return Error{Code::kNotFound, {}, {}};
  const LogKey key{.seq = seq, .run = query.number_at(0), .prev = query.number_at(1)};
  auto body = decode_log_body(key, query.bytes_at(2));
  if (!body) return damaged_row_of(run, seq);
  if (key.run != run) return foreign_row(run, seq, key.run);
  rows_.push_back({.seq = seq,
                   .first_event_id = body->first_event_id,
                   .event_count = body->event_count,
                   .offset = bytes_.size(),
                   .size = body->events.size()});
  bytes_ += body->events;
  return key.prev;
}

/// A chunk stores event ids as counts, so there must be no gap.
Status Folder::check_events(RunNumber run) const {
  std::int64_t last = before_.last_event;
  bool is_first = before_.last == 0;
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    if (row->event_count == 0) continue;
    if (!is_first && row->first_event_id != last + 1)
      return event_gap(run, row->seq, last, row->first_event_id);
    is_first = false;
    last = row->first_event_id + row->event_count - 1;
  }
  return {};
}

Status Folder::write_chunks(const Connection& connection, RunNumber run) {
  std::vector<BatchView> batches;
  ChunkKey key{.run = run, .first_event = before_.last_event + 1, .last_event = before_.last_event};
  std::size_t bytes = 0;
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    if (batches.size() >= kChunkBatches || bytes >= kChunkBytes) {
      SKALD_TRY(write_chunk(connection, key, batches));
      batches.clear();
      bytes = 0;
      key = {.run = run, .first_event = key.last_event + 1, .last_event = key.last_event};
    }
    if (key.chunk == 0) key.chunk = row->seq;
    key.last = row->seq;
    if (row->event_count == 0) continue;
    if (batches.empty()) key.first_event = row->first_event_id;
    key.last_event = row->first_event_id + row->event_count - 1;
    batches.push_back(
        {row->first_event_id, row->event_count, std::string_view(bytes_).substr(row->offset, row->size)});
    bytes += row->size;
  }
  return write_chunk(connection, key, batches);
}

Status Folder::write_chunk(const Connection& connection, const ChunkKey& key,
                           const std::vector<BatchView>& batches) {
  encode_chunk_body(key, batches, body_);
  SKALD_TRY(Query(connection, insert_chunk_)
                .integer(key.chunk)
                .integer(key.run)
                .integer(key.last)
                .integer(key.first_event)
                .integer(key.last_event)
                .blob(body_)
                .run());
  if (key.chunk == key.run) return {};
  return Query(connection, insert_index_).integer(key.run).integer(key.first_event).integer(key.chunk).run();
}

}  // namespace skald::store
