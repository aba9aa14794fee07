#pragma once

#include "engine/store/sqlite/names.h"
#include "engine/store/sqlite/statement.h"
#include "engine/store/store.h"

namespace skald::store {

/// The columns of table runs, without the snapshot.
#define SKALD_RUN_COLUMNS                                                                                  \
  "run, namespace, workflow_id, run_id, type, task_queue, is_open, status, start_time_ns, close_time_ns, " \
  "start_delay_ns, covered_after, covered_last, history_length, history_size, transitions, first_run_id, " \
  "start_request_id, memo, search_attributes, checksum"

/// What read_run_row expects: those, and the family's. From runs with SKALD_WITH_FAMILY.
#define SKALD_RUN_ROW SKALD_RUN_COLUMNS ", parent_workflow_id, parent_run_id, root_workflow_id, root_run_id"
#define SKALD_WITH_FAMILY "LEFT JOIN families USING(run) "

/// How much of a row somebody wants.
enum class RunPart {
  kVisibility,  ///< SKALD_RUN_ROW; the snapshot stays empty
  kAll,         ///< SKALD_RUN_ROW ", snapshot"
};

/// The derived row under `row`. kDataLoss, naming the run, if it is damaged.
Result<DerivedRow> read_run_row(const Connection& connection, Names& names, const Query& row, RunPart part);

/// Writes derived rows: a newer one replaces an older one, an older one changes nothing.
class RunRowWriter {
 public:
  Status write(const Connection& connection, Names& names, const DerivedRow& row);

 private:
  Status write_family(const Connection& connection, const DerivedRow& row);
  Status write_search_values(const Connection& connection, Names& names, const DerivedRow& row);

  Statement upsert_{
      "INSERT INTO runs(" SKALD_RUN_COLUMNS
      ", snapshot) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
      "ON CONFLICT(run) DO UPDATE SET type = excluded.type, task_queue = excluded.task_queue, "
      "is_open = excluded.is_open, status = excluded.status, start_time_ns = excluded.start_time_ns, "
      "close_time_ns = excluded.close_time_ns, start_delay_ns = excluded.start_delay_ns, "
      "covered_after = excluded.covered_after, covered_last = excluded.covered_last, "
      "history_length = excluded.history_length, history_size = excluded.history_size, "
      "transitions = excluded.transitions, first_run_id = excluded.first_run_id, "
      "start_request_id = excluded.start_request_id, memo = excluded.memo, "
      "search_attributes = excluded.search_attributes, checksum = excluded.checksum, "
      "snapshot = excluded.snapshot WHERE excluded.covered_after >= runs.covered_after"};
  Statement family_{"INSERT OR REPLACE INTO families VALUES(?, ?, ?, ?, ?)"};
  Statement forget_values_{"DELETE FROM search_values WHERE run = ?"};
  Statement insert_value_{"INSERT INTO search_values VALUES(?, ?, ?)"};
  std::string snapshot_;
};

}  // namespace skald::store
