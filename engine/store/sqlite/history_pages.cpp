#include "engine/store/sqlite/history_pages.h"

#include <limits>
#include <utility>

#include "engine/store/row_errors.h"

namespace skald::store {
namespace {

constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();

std::int64_t last_event_of(const HistoryBatch& batch) { return batch.first_event_id + batch.event_count - 1; }

HistoryBatch batch_of(LogRow&& row) {
  return {
      .first_event_id = row.first_event_id, .event_count = row.event_count, .events = std::move(row.events)};
}

Error chunk_gap(RunNumber run, Seq chunk) {
  return {Code::kDataLoss,
          "SKALD1002: run " + std::to_string(run) + ": chunk " + std::to_string(chunk) +
              " of its history is missing; restore the file from a backup",
          {}};
}

}  // namespace

Result<std::vector<HistoryBatch>> HistoryPages::forward(const Connection& connection,
                                                        const PageRequest& request) {
  std::vector<HistoryBatch> page;
  auto end = folded_ends_.find(connection, request.run);
  if (!end) return end.error();
  if (end->last != 0 && request.from_event_id <= end->last_event) {
    auto chunk = find(connection, request.run, Where::kContaining, {.first_event = request.from_event_id});
    while (chunk && chunk->key.chunk != 0 && page.size() < request.max_batches) {
      for (HistoryBatch& batch : chunk->batches) {
        if (last_event_of(batch) < request.from_event_id) continue;
        if (page.size() < request.max_batches) page.push_back(std::move(batch));
      }
      chunk = find(connection, request.run, Where::kAfter, chunk->key);
    }
    if (!chunk) return chunk.error();
  }
  if (page.size() >= request.max_batches) return page;
  auto rows = tail(connection, request, *end);
  if (!rows) return rows.error();
  for (auto row = rows->rbegin(); row != rows->rend() && page.size() < request.max_batches; ++row) {
    HistoryBatch batch = batch_of(std::move(*row));
    if (last_event_of(batch) >= request.from_event_id) page.push_back(std::move(batch));
  }
  return page;
}

Result<std::vector<HistoryBatch>> HistoryPages::reverse(const Connection& connection,
                                                        const PageRequest& request) {
  std::vector<HistoryBatch> page;
  if (request.max_batches == 0) return page;
  const std::int64_t from = request.from_event_id == 0 ? kNewest : request.from_event_id;
  auto end = folded_ends_.find(connection, request.run);
  if (!end) return end.error();
  if (end->last == 0 || from > end->last_event) {
    auto rows = tail(connection, request, *end);
    if (!rows) return rows.error();
    for (LogRow& row : *rows) {
      if (row.first_event_id <= from && page.size() < request.max_batches)
        page.push_back(batch_of(std::move(row)));
    }
  }
  if (end->last == 0) return page;
  auto chunk = find(connection, request.run, Where::kContaining, {.first_event = from});
  while (chunk && chunk->key.chunk != 0 && page.size() < request.max_batches) {
    for (auto batch = chunk->batches.rbegin(); batch != chunk->batches.rend(); ++batch) {
      if (batch->first_event_id <= from && page.size() < request.max_batches)
        page.push_back(std::move(*batch));
    }
    chunk = find(connection, request.run, Where::kBefore, chunk->key);
  }
  if (!chunk) return chunk.error();
  return page;
}

Result<std::vector<LogRow>> HistoryPages::tail(const Connection& connection, const PageRequest& request,
                                               const FoldedEnd& end) {
  auto rows = chain_.walk(connection, request.run, request.last, end.last);
  if (!rows) return rows;
  std::vector<LogRow> with_events;
  for (LogRow& row : *rows) {
    if (row.event_count != 0) with_events.push_back(std::move(row));
  }
  std::int64_t last_event = end.last_event;
  for (auto row = with_events.rbegin(); row != with_events.rend(); ++row) {
    if (last_event != 0 && row->first_event_id != last_event + 1) {
      return event_gap(request.run, row->seq, last_event, row->first_event_id);
    }
    last_event = row->first_event_id + row->event_count - 1;
  }
  return with_events;
}

Result<HistoryPages::Chunk> HistoryPages::find(const Connection& connection, RunNumber run, Where where,
                                               const ChunkKey& place) {
  if (where == Where::kBefore && place.chunk == run) return Chunk{};
  Statement& statement = where == Where::kContaining ? containing_
                         : where == Where::kAfter    ? after_
                                                     : before_;
  Seq chunk = 0;
  {
    Query query(connection, statement);
    query.integer(run).integer(place.first_event);
    if (where != Where::kContaining) query.integer(place.chunk);
    auto found = query.next();
    if (!found) return found.error();
    if (*found) chunk = query.number_at(0);
  }
  // The first chunk is not in the index.
  if (chunk == 0 && where != Where::kAfter) chunk = run;
  if (chunk == 0) return Chunk{};
  auto result = read(connection, run, chunk);
  if (!result || where == Where::kContaining) return result;
  const bool follows = where == Where::kAfter ? result->key.first_event == place.last_event + 1
                                              : result->key.last_event + 1 == place.first_event;
  return follows ? std::move(result) : chunk_gap(run, chunk);
}

Result<HistoryPages::Chunk> HistoryPages::read(const Connection& connection, RunNumber run, Seq chunk) {
  Query query(connection, chunk_);
  auto found = query.integer(chunk).next();
  if (!found) return found.error();
  if (!*found) return chunk_gap(run, chunk);
  Chunk result;
  result.key = {.chunk = chunk,
                .run = query.number_at(0),
                .last = query.number_at(1),
                .first_event = query.integer_at(2),
                .last_event = query.integer_at(3)};
  if (result.key.run != run) return chunk_gap(run, chunk);
  auto batches = decode_chunk_body(result.key, query.bytes_at(4));
  if (!batches) return batches.error();
  for (const BatchView& batch : *batches) {
    result.batches.push_back({batch.first_event_id, batch.event_count, std::string(batch.events)});
  }
  return result;
}

}  // namespace skald::store
