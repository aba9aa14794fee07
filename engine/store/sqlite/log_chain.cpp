#include "engine/store/sqlite/log_chain.h"

#include <string>
#include <utility>

#include "engine/store/row_errors.h"

namespace skald::store {

Result<LogRow> make_log_row(const LogKey& key, std::string_view body) {
  auto parts = decode_log_body(key, body);
  if (!parts) return parts.error();
  return LogRow{.seq = key.seq,
                .run = key.run,
                .prev = key.prev,
                .first_event_id = parts->first_event_id,
                .event_count = parts->event_count,
                .events = std::string(parts->events),
                .facts = std::string(parts->facts)};
}

Result<std::vector<LogRow>> LogChain::walk(const Connection& connection, RunNumber run, Seq last, Seq after) {
  std::vector<LogRow> rows;
  for (Seq seq = last; seq > after; seq = rows.back().prev) {
    auto next = row(connection, run, seq);
    if (!next) return next.error();
    rows.push_back(*std::move(next));
  }
  return rows;
}

Result<LogRow> LogChain::row(const Connection& connection, RunNumber run, Seq seq) {
  Query query(connection, row_);
  auto found = query.integer(seq).next();
  if (!found) return found.error();
  if (!*found) {
    auto end = folded_ends_.find(connection, run);
    if (!end) return end.error();
    return end->last >= seq ? folded_meanwhile(run, seq) : missing_row(run, seq);
  }
  const LogKey key{.seq = seq, .run = query.number_at(0), .prev = query.number_at(1)};
  auto row = make_log_row(key, query.bytes_at(2));
  if (!row) return damaged_row_of(run, seq);
  if (row->run != run) return foreign_row(run, seq, row->run);
  // The writer never makes such a row; without this check a wrong one could make the walk endless.
  if (row->prev >= seq) return damaged_row_of(run, seq);
  return row;
}

}  // namespace skald::store
