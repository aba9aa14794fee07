#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/page_token.h"
#include "engine/store/sqlite/condition_sql.h"
#include "engine/store/sqlite/names.h"
#include "engine/store/sqlite/run_row.h"

namespace skald::store {

/// Lists and counts. Inside a transaction.
class RunList {
 public:
  Result<ListPage> list(const Connection& connection, Names& names, const ListFilter& filter,
                        std::size_t page_size, const std::string& page_token);
  Result<std::int64_t> count(const Connection& connection, Names& names, const ListFilter& filter);
  Result<std::vector<CountOf>> count_by(const Connection& connection, Names& names, const ListFilter& filter,
                                        GroupBy group);
  Result<std::vector<DerivedRow>> closed_before(const Connection& connection, Names& names,
                                                const std::string& namespace_name, std::int64_t time,
                                                std::size_t limit);

 private:
  /// How the runs of a filter are found: the beginnings of the queries, with which runs each looks at.
  struct Plan {
    std::vector<Sql> sources;
    Sql condition;
  };

  /// Few runs: which, and by which index.
  struct Narrow {
    std::string hint;
    Sql which;
  };

  /// Nothing if no run can fit.
  Result<std::optional<Plan>> plan(const Connection& connection, Names& names, const ListFilter& filter);
  Result<std::optional<Narrow>> narrow_source(const Connection& connection, Names& names,
                                              const std::vector<const Condition*>& needed);
  Result<std::optional<Narrow>> source_by_value(const Connection& connection, Names& names,
                                                const Condition& test);
  Result<std::vector<ListPlace>> places(const Connection& connection, const Plan& plan, std::size_t limit,
                                        const ListPlace& before);
  Result<std::vector<std::int64_t>> statuses(const Connection& connection, std::int64_t namespace_id);
  Status read_rows(const Connection& connection, Names& names, const std::vector<ListPlace>& found,
                   std::size_t shown, ListPage& page);

  Statement visible_{"SELECT " SKALD_RUN_ROW " FROM runs " SKALD_WITH_FAMILY "WHERE run = ?"};
  Statement next_status_{
      "SELECT status FROM runs INDEXED BY runs_by_time WHERE namespace = ? AND status > ? "
      "ORDER BY status LIMIT 1"};
  Statement closed_{
      "SELECT is_open, close_time_ns, start_time_ns, run FROM runs INDEXED BY runs_by_time "
      "WHERE namespace = ? AND status = ? AND is_open = 0 AND close_time_ns < ? "
      "ORDER BY close_time_ns, start_time_ns, run LIMIT ?"};
};

}  // namespace skald::store
