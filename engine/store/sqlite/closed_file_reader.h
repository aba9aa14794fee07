#pragma once

#include <memory>
#include <utility>

#include "engine/store/sqlite/file_watch.h"
#include "engine/store/sqlite/reader.h"

namespace skald::store {

/// Reads a file that nobody has open, without a lock and without a trace. When somebody opens it, the reader
/// goes over to an ordinary connection and repeats the call; a scan, whose rows are with the caller already,
/// ends with kConflict and can be repeated.
class ClosedFileReader : public Reader {
 public:
  ClosedFileReader(Connection connection, FileWatch watch)
      : watch_(std::move(watch)), reader_(std::make_unique<SqliteReader>(std::move(connection))) {}

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
  auto stable(Call call) -> decltype(call());
  template <class Call>
  Status stable_scan(Call call);
  bool has_changed() const { return is_closed_file_ && !watch_.is_unchanged(); }
  Status reopen();

  const FileWatch watch_;
  bool is_closed_file_ = true;
  std::unique_ptr<SqliteReader> reader_;
};

}  // namespace skald::store
