#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/store/sqlite/catalog.h"
#include "engine/store/sqlite/history_pages.h"
#include "engine/store/sqlite/meta_row.h"
#include "engine/store/sqlite/run_list.h"

namespace skald::store {

/// A reading connection with its prepared statements. Every call is one short read transaction.
class SqliteReader : public Reader {
 public:
  explicit SqliteReader(Connection connection) : connection_(std::move(connection)) {}

  Result<Meta> meta() override;
  Result<std::optional<DerivedRow>> current_run(const std::string& namespace_name,
                                                const std::string& workflow_id) override;
  Result<std::optional<DerivedRow>> run(const std::string& namespace_name, const std::string& workflow_id,
                                        const std::string& run_id) override;
  Result<std::optional<DerivedRow>> run(RunNumber run) override;
  Result<std::vector<LogRow>> chain(RunNumber run, Seq last, Seq after) override;
  Result<std::vector<HistoryBatch>> history(RunNumber run, Seq last, std::int64_t from_event_id,
                                            std::size_t max_batches) override;
  Result<std::vector<HistoryBatch>> history_reverse(RunNumber run, Seq last, std::int64_t from_event_id,
                                                    std::size_t max_batches) override;
  Result<ListPage> list(const ListFilter& filter, std::size_t page_size,
                        const std::string& page_token) override;
  Result<std::int64_t> count(const ListFilter& filter) override;
  Result<std::vector<CountOf>> count_by(const ListFilter& filter, GroupBy group) override;
  Result<std::vector<DerivedRow>> closed_before(const std::string& namespace_name, std::int64_t time,
                                                std::size_t limit) override;
  Result<bool> has_remains() override;
  Result<std::vector<CatalogRow>> catalog(const std::string& prefix) override;
  Result<std::vector<WorkflowId>> workflow_ids(const WorkflowId& after, std::size_t limit) override;
  Status scan_open(const std::function<Status(DerivedRow&&)>& row,
                   const std::function<void(RunNumber, const Error&)>& damaged) override;
  Status scan_log(Seq from, const std::function<Status(LogRow&&)>& row,
                  const std::function<void(RunNumber, const Error&)>& damaged) override;

 private:
  template <class Call>
  auto in_transaction(Call call) -> decltype(call());
  Result<std::optional<DerivedRow>> one_run(Query& query);

  Connection connection_;
  MetaRow meta_row_;
  Names names_;
  LogChain chain_;
  HistoryPages history_pages_;
  RunList run_list_;
  Catalog catalog_;
  Statement begin_{"BEGIN"};
  Statement end_{"COMMIT"};
  Statement current_{"SELECT " SKALD_RUN_ROW ", snapshot FROM runs INDEXED BY runs_by_id " SKALD_WITH_FAMILY
                     "WHERE namespace = ? AND workflow_id = ? "
                     "ORDER BY run DESC LIMIT 1"};
  // Newest first: whoever asks for an old run of an id with many pays for the newer ones.
  Statement by_run_id_{"SELECT " SKALD_RUN_ROW ", snapshot FROM runs INDEXED BY runs_by_id " SKALD_WITH_FAMILY
                       "WHERE namespace = ? AND workflow_id = ? "
                       "AND run_id = ? ORDER BY run DESC LIMIT 1"};
  Statement by_number_{"SELECT " SKALD_RUN_ROW ", snapshot FROM runs " SKALD_WITH_FAMILY "WHERE run = ?"};
  Statement open_{"SELECT " SKALD_RUN_ROW ", snapshot FROM runs INDEXED BY runs_open " SKALD_WITH_FAMILY
                  "WHERE is_open = 1 ORDER BY run"};
  Statement ids_{
      "SELECT DISTINCT namespace, workflow_id FROM runs INDEXED BY runs_by_id "
      "WHERE (namespace, workflow_id) > (?, ?) ORDER BY namespace, workflow_id LIMIT ?"};
  Statement remains_{"SELECT EXISTS(SELECT 1 FROM erased)"};
  Statement rows_from_{"SELECT seq, run, prev, body FROM log WHERE seq >= ? ORDER BY seq"};
};

}  // namespace skald::store
