#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/page_token.h"
#include "engine/store/sqlite/names.h"
#include "engine/store/sqlite/run_row.h"

namespace skald::store {

/// Lists and counts. Inside a transaction.
class RunList {
 public:
  Result<ListPage> list(const Connection& connection, Names& names, const ListFilter& filter,
                        std::size_t page_size, const std::string& page_token);
  Result<std::int64_t> count(const Connection& connection, Names& names, const ListFilter& filter);

 private:
  /// Ids of what a filter names; type 0 for any.
  struct Ids {
    std::int64_t namespace_id = 0;
    std::int64_t type = 0;
  };

  /// Nothing if a name is unknown: no run can match.
  Result<std::optional<Ids>> ids_of(const Connection& connection, Names& names, const ListFilter& filter);
  Result<std::vector<ListPlace>> places(const Connection& connection, const ListFilter& filter,
                                        const Ids& ids, std::size_t limit, const ListPlace& before);
  Status add_places(Query& query, std::vector<ListPlace>& found);
  Result<std::vector<std::int64_t>> statuses(const Connection& connection, std::int64_t namespace_id);

  Statement visible_{"SELECT " SKALD_RUN_COLUMNS " FROM runs WHERE run = ?"};
  Statement next_status_{
      "SELECT status FROM runs INDEXED BY runs_by_time WHERE namespace = ? AND status > ? "
      "ORDER BY status LIMIT 1"};
  Statement by_status_{
      "SELECT is_open, close_time_ns, start_time_ns, run FROM runs INDEXED BY runs_by_time "
      "WHERE namespace = ?1 AND status = ?2 AND (?3 = 0 OR type = ?3) "
      "AND (is_open, close_time_ns, start_time_ns, run) < (?4, ?5, ?6, ?7) "
      "ORDER BY is_open DESC, close_time_ns DESC, start_time_ns DESC, run DESC LIMIT ?8"};
  Statement by_id_{
      "SELECT is_open, close_time_ns, start_time_ns, run FROM runs INDEXED BY runs_by_id "
      "WHERE namespace = ?1 AND (?2 IS NULL OR status = ?2) AND (?3 = 0 OR type = ?3) "
      "AND (is_open, close_time_ns, start_time_ns, run) < (?4, ?5, ?6, ?7) AND workflow_id = ?9 "
      "ORDER BY is_open DESC, close_time_ns DESC, start_time_ns DESC, run DESC LIMIT ?8"};
  Statement count_{
      "SELECT count(*) FROM runs INDEXED BY runs_by_time WHERE namespace = ?1 AND (?2 = 0 OR type = ?2)"};
  Statement count_status_{
      "SELECT count(*) FROM runs INDEXED BY runs_by_time "
      "WHERE namespace = ?1 AND (?2 = 0 OR type = ?2) AND status = ?3"};
  Statement count_id_{
      "SELECT count(*) FROM runs INDEXED BY runs_by_id "
      "WHERE namespace = ?1 AND (?2 = 0 OR type = ?2) AND (?3 IS NULL OR status = ?3) AND workflow_id = ?4"};
};

}  // namespace skald::store
